import { describe, expect, it } from 'vitest';
import { matching } from '../../sessions/testing/matchers.ts';
import { Bench, Bystander } from './testing/bench.ts';

const SCOPE_STATE = 0x4010_0000;
const DELAY_RUNNING = 4;

describe('traces for the stream', () => {
  it('are none, and nothing is written, until somebody has chosen a trigger', async () => {
    await using bench = await Bench.start();
    const before = bench.board.writes.total;
    expect(await bench.backend.streamTrace(new Bystander(1))).toBeNull();
    await bench.run('scope_setup', { trigger_source: 'off' });
    expect(await bench.backend.streamTrace(new Bystander(2))).toBeNull();
    expect(bench.board.writes.total).toBe(before);
    await bench.run('scope_setup', { trigger_source: 'immediately' });
    expect(await bench.backend.streamTrace(new Bystander(3))).toMatchObject({
      settings: { trigger_source: 'immediately', trigger_delay: null },
    });
  });

  it('are in volts at the connector, and so are their settings', async () => {
    await using bench = await Bench.start({ in1: 'HV', in2: 'LV' });
    await bench.run('asg_setup', {
      ...{ waveform: 'dc', amplitude: 0, offset: 0.25, output_direct: 'both', trigger_source: 'immediately' },
    });
    const settings = await bench.run('scope_setup', {
      ...{ input1: 'in1', input2: 'in2', decimation: 1, trigger_source: 'immediately', threshold: 10 },
    });
    const trace = await bench.backend.streamTrace(new Bystander(1));
    expect(trace?.settings).toEqual(settings);
    expect(trace?.settings.threshold).toBeCloseTo(10, 2);
    expect(trace?.voltage[0][16_000]).toBeCloseTo(5, 1);
    expect(trace?.voltage[1][16_000]).toBeCloseTo(0.25, 2);
    expect(trace?.time_step).toBe(8e-9);
    const { cycle } = bench.fpga.status;
    expect(trace?.trigger_time).toBeGreaterThan(0);
    expect(trace?.trigger_time).toBeLessThan(cycle / 125e6);
  });

  it('fail with a sentence where the board never ends recording', async () => {
    await using bench = await Bench.start();
    await bench.run('scope_setup', { trigger_source: 'immediately', decimation: 1 });
    const { fpga } = bench;
    const read = fpga.read.bind(fpga);
    fpga.read = (address, count) => {
      const words = read(address, count);
      if (address === SCOPE_STATE) words[0] = (words[0] ?? 0) | DELAY_RUNNING;
      return words;
    };
    const failed = await bench.backend.streamTrace(new Bystander(1)).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: 'board_fault',
      message: matching(/^Timed out after .* recording the rest/),
    });
  });

  it('change nothing that clients are told, and nothing that a restart would have to know', async () => {
    await using bench = await Bench.start();
    await bench.run('scope_setup', { trigger_source: 'asg0', trigger_delay: 1e-3, decimation: 64 });
    await bench.run('asg_setup', { waveform: 'sin', frequency: 1000, trigger_source: 'immediately' });
    const before = await bench.run('state_get', {});
    const told: unknown[] = [];
    bench.backend.onChange((changes) => told.push(changes));
    await bench.backend.streamTrace(new Bystander(1));
    expect(told).toEqual([]);
    expect(await bench.run('state_get', {})).toEqual(before);
    await bench.restart();
    expect(await bench.run('state_get', {})).toEqual(before);
  });

  it('end with their signal, and with the board', async () => {
    await using bench = await Bench.start();
    await bench.run('scope_setup', { trigger_source: 'ch1_positive_edge', threshold: 0.9 });
    const context = new Bystander(1);
    const reason = new Error('a command wants the scope');
    const stopped = bench.backend.streamTrace(context).catch((error: unknown) => error);
    expect((await context.waits)()).toContain('armed');
    context.controller.abort(reason);
    expect(await stopped).toBe(reason);
    expect(await bench.run('scope_get', {})).toMatchObject({ armed: false });
    const lost = new Bystander(2);
    const ended = bench.backend.streamTrace(lost).catch((error: unknown) => error);
    await lost.waits;
    await bench.powerCycle();
    expect(await ended).toMatchObject({ code: 'board_fault' });
  });
});
