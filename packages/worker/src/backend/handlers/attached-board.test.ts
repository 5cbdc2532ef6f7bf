import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CommandName, commands, systemClock } from '@pyrpl-mux/client';
import { RedPitaya, RegisterLink } from '@pyrpl-mux/redpitaya';
import { SimulatedBoard, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StateFolder } from '../../states/state-folder.ts';
import type { ModuleChanges } from '../backend.ts';
import { Bystander } from '../board/testing/bench.ts';
import { AttachedBoard } from './attached-board.ts';
import type { Driver } from './driver.ts';
import { handle } from './handlers.ts';
import { InputScale } from './input-range.ts';
import { Memory } from './memory.ts';
import { StateFile } from './state-file.ts';
import { TimeAxes } from './time-axis.ts';

/** A board behind the driver; `read` changes how the driver reads all modules. */
async function attach(read: (read: Driver['state']) => Driver['state'] = (state) => state) {
  const simulated = await SimulatedBoard.start({ fpga: new SimulatedFpga({ noise: 0 }) });
  const { host, port } = simulated;
  const link = await RegisterLink.connect({ host, port });
  const folder = await mkdtemp(join(tmpdir(), 'pyrpl-mux-attached-'));
  const file = new StateFile(join(folder, 'board.state'), systemClock, (error) => {
    throw error;
  });
  onTestFinished(async () => {
    link.close();
    await file.close();
    await simulated[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });
  const driver = await RedPitaya.attach(link);
  const { hk, sampler, scope, asg0, asg1, pid0, pid1, pid2, iq0, iq1, iq2, iir, trig, pwm0, pwm1 } = driver;
  const told: [ModuleChanges, number | null][] = [];
  const board = await AttachedBoard.attach(
    {
      ...{ hk, sampler, scope, asg0, asg1, pid0, pid1, pid2, iq0, iq1, iq2, iir, trig, pwm0, pwm1 },
      state: read(() => driver.state()),
      outputsOff: () => driver.outputsOff(),
      remembered: () => driver.remembered(),
    },
    link,
    {
      scale: new InputScale({ in1: 'LV', in2: 'LV' }),
      axes: new TimeAxes(),
      memory: new Memory(file),
      states: {
        folder: new StateFolder(join(folder, 'states')),
        origin: { key: 'bench', backend: 'board', input_range: { in1: 'LV', in2: 'LV' } },
      },
      onChange: (changes, number) => told.push([changes, number]),
    },
  );
  const run = async (name: CommandName, params: object, number: number): Promise<unknown> =>
    await handle(board, name, commands[name].params.parse(params), new Bystander(number));
  return { driver, told, run };
}

describe('the picture of the board', () => {
  it('is told anew when a read finds what no command has changed', async () => {
    const { driver, told, run } = await attach();
    await driver.pid1.setup({ p: 0.5, output_direct: 'out2' });
    expect(told).toEqual([]);
    const settings = await run('pid_get', { channel: 'pid1' }, 1);
    expect(settings).toMatchObject({ p: 0.5, output_direct: 'out2' });
    await run('state_get', {}, 2);
    expect(told.slice(0, 1)).toEqual([[new Map([['pid1', settings]]), null]]);
    await run('state_get', {}, 3);
    expect(told.filter(([changes]) => changes.has('pid1'))).toHaveLength(1);
  });

  it('is not told anew for what moves by itself', async () => {
    const { driver, told, run } = await attach();
    await driver.pid1.setIntegrator(0.5);
    expect(await run('pid_get', { channel: 'pid1' }, 1)).toMatchObject({ integrator: 0.5 });
    expect(told).toEqual([]);
    await driver.pid1.setup({ p: 0.5 });
    await run('pid_get', { channel: 'pid1' }, 2);
    expect(told).toHaveLength(1);
  });

  it('is not set back by a read that outputs_off has overtaken', async () => {
    const hasRead = Promise.withResolvers<void>();
    const mayAnswer = Promise.withResolvers<void>();
    let reads = 0;
    const { told, run } = await attach((read) => async () => {
      const state = await read();
      reads += 1;
      if (reads !== 2) return state;
      hasRead.resolve();
      await mayAnswer.promise;
      return state;
    });
    await run('pid_configure', { channel: 'pid0', output_direct: 'out1' }, 1);
    const reading = run('state_get', {}, 2);
    await hasRead.promise;
    await run('outputs_off', {}, 3);
    mayAnswer.resolve();
    expect(await reading).toMatchObject({ modules: { pid0: { output_direct: 'off' } } });
    expect(told.map(([changes, number]) => [changes.get('pid0')?.['output_direct'], number])).toEqual([
      ['out1', 1],
      ['off', 3],
    ]);
    expect(await run('state_get', {}, 4)).toMatchObject({ modules: { pid0: { output_direct: 'off' } } });
    expect(told).toHaveLength(2);
  });
});
