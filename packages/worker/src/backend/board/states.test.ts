import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, commands } from '@pyrpl-mux/client';
import { BoardClock, SimulatedFpga } from '@pyrpl-mux/redpitaya/simulated';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SetupCall, setupCalls } from '../../states/testing/reachable-settings.ts';
import { Bench, Bystander } from './testing/bench.ts';

let bench: Bench;
beforeEach(async () => {
  // In the test's own process, a loop of filters must not take the time in which the board answers.
  const clock = new BoardClock(() => 0);
  bench = await Bench.start(undefined, new SimulatedFpga({ noise: 0, clock }));
});
afterEach(async () => {
  await bench[Symbol.asyncDispose]();
});

/** Performs calls; those that do not fit what a module holds are refused and change nothing. */
async function perform(calls: readonly SetupCall[]): Promise<void> {
  for (const { command, params } of calls) {
    try {
      await bench.run(command, commands[command].params.parse(params));
    } catch (error) {
      if (!(error instanceof CommandError) || error.effect !== 'none') throw error;
    }
  }
}

/** Names of settings: "pid0.p". */
function named(settings: readonly { readonly module: string; readonly setting: string }[]): string[] {
  return settings.map(({ module, setting }) => `${module}.${setting}`).toSorted();
}

describe('a state that is restored', () => {
  it('is as it was saved, whatever was set then and since, but for what is said to be left', {
    timeout: 240_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(setupCalls, setupCalls, async (before, since) => {
        await perform(before);
        await bench.run('state_save', { name: 'fuzz', replace: true });
        await perform(since);
        const compared = await bench.run('state_compare', { name: 'fuzz' });
        const planned = await bench.run('state_restore', { name: 'fuzz', dry_run: true });
        expect(await bench.run('state_compare', { name: 'fuzz' })).toEqual(compared);
        const restored = await bench.run('state_restore', { name: 'fuzz' });
        expect(named(restored.changes)).toEqual(named(planned.changes));
        expect(restored.left).toEqual(planned.left);
        const { differences } = await bench.run('state_compare', { name: 'fuzz' });
        const left = new Set(named(restored.left));
        expect(differences.filter((each) => !left.has(named([each])[0] ?? ''))).toEqual([]);
      }),
      { numRuns: 25, endOnFailure: true },
    );
  });

  it('is known after the worker and its board were started again', async () => {
    await bench.run('asg_setup', {
      channel: 'asg1',
      waveform: 'ramp',
      amplitude: 0.3,
      output_direct: 'out2',
    });
    await bench.run('iir_setup', { zeros: [], poles: [-1e4], gain: 2, loops: 10, on: true });
    await bench.run('state_save', { name: 'Kept', note: 'before' });
    await bench.powerCycle();
    await bench.restart();
    const { left } = await bench.run('state_restore', { name: 'Kept' });
    expect((await bench.run('state_compare', { name: 'Kept' })).differences).toEqual([]);
    expect(named(left)).not.toContain('asg1.waveform');
    expect(await bench.run('asg_get', { channel: 'asg1' })).toMatchObject({
      waveform: 'ramp',
      output_direct: 'out2',
    });
  });

  it('has the delay of the scope that was saved, where another decimation made it look the same', async () => {
    const scope = { trigger_source: 'ch1_positive_edge', trigger_delay: 0, decimation: 1 } as const;
    await bench.run('scope_setup', scope);
    await bench.run('state_save', { name: 'centred' });
    await bench.run('scope_setup', { decimation: 1024, trigger_delay: 4e-8 });
    await bench.run('state_restore', { name: 'centred' });
    expect(await bench.run('scope_get', {})).toMatchObject(scope);
  });

  it('restarts a generator only if its trigger source differs, and says so', async () => {
    await bench.run('asg_setup', { channel: 'asg0', waveform: 'sin', trigger_source: 'immediately' });
    await bench.run('state_save', { name: 'running' });
    await bench.run('asg_set_amplitude', { channel: 'asg0', value: 0.5 });
    const quiet = await bench.run('state_restore', { name: 'running' });
    expect(named(quiet.changes)).toEqual(['asg0.amplitude']);
    await bench.run('asg_setup', { channel: 'asg0', trigger_source: 'high' });
    const { changes } = await bench.run('state_restore', { name: 'running' });
    expect(changes).toEqual([{ module: 'asg0', setting: 'trigger_source', from: 'high', to: 'immediately' }]);
  });

  it('leaves an own waveform, and does not connect another one in its place', async () => {
    const { output_direct } = await bench.run('asg_setup', {
      ...{ channel: 'asg0', data: [0, 1, 0, -1], amplitude: 0.5, output_direct: 'out1' },
    });
    await bench.run('state_save', { name: 'own' });
    await bench.run('asg_setup', { channel: 'asg0', waveform: 'sin', output_direct: 'off' });
    const { left, changes } = await bench.run('state_restore', { name: 'own', modules: ['asg0'] });
    expect(output_direct).toBe('out1');
    expect(named(left)).toContain('asg0.waveform');
    expect(named(left)).toContain('asg0.output_direct');
    expect(changes).toEqual([]);
    expect(await bench.run('asg_get', { channel: 'asg0' })).toMatchObject({
      waveform: 'sin',
      output_direct: 'off',
    });
  });

  it('drives an output no harder with a waveform that need not be the saved one', async () => {
    await bench.run('asg_setup', { channel: 'asg0', data: [0, 0.01], amplitude: 1, output_direct: 'out1' });
    await bench.run('asg_setup', { channel: 'asg0', trigger_source: 'immediately' });
    await bench.run('state_save', { name: 'small' });
    const since = { waveform: 'sin', amplitude: 0.1, trigger_source: 'off' } as const;
    await bench.run('asg_setup', { channel: 'asg0', offset: 0.25, ...since });
    const { left, changes } = await bench.run('state_restore', { name: 'small', modules: ['asg0'] });
    expect(named(left)).toEqual(['asg0.amplitude', 'asg0.trigger_source', 'asg0.waveform']);
    expect(named(changes)).toEqual(['asg0.offset']);
    const { amplitude, ...others } = await bench.run('asg_get', { channel: 'asg0' });
    expect(amplitude).toBeCloseTo(0.1);
    expect(others).toMatchObject({ waveform: 'sin', trigger_source: 'off', offset: 0 });
  });

  it('touches no other module than those that are named', async () => {
    await bench.run('state_save', { name: 'zero' });
    await bench.run('pid_configure', { channel: 'pid0', p: 1 });
    await bench.run('pid_configure', { channel: 'pid1', p: 1 });
    const { changes, left } = await bench.run('state_restore', {
      name: 'zero',
      modules: ['pid1', 'asg0', 'asg0'],
    });
    expect(named(changes)).toEqual(['pid1.p']);
    expect(named(left)).toEqual(['asg0.trigger_source', 'asg0.waveform']);
    expect(await bench.run('pid_get', { channel: 'pid0' })).toMatchObject({ p: 1 });
  });

  it('tells who follows the board what was read back, under the number of the command', async () => {
    await bench.run('state_save', { name: 'told' });
    await bench.run('iq_setup', { channel: 'iq1', amplitude: 0.25 });
    const told: [string, unknown, number | null][] = [];
    bench.backend.onChange((changes, number) => {
      for (const [module, settings] of changes) told.push([module, settings['amplitude'], number]);
    });
    await bench.run('state_restore', { name: 'told' }, new Bystander(77));
    expect(told).toEqual([['iq1', 0, 77]]);
  });

  it('holds no present value: an integrator that has moved is no difference', async () => {
    await bench.run('state_save', { name: 'integrator' });
    await bench.run('pid_set_integrator', { channel: 'pid0', value: 0.5 });
    await bench.run('trig_setup', { armed: true });
    expect((await bench.run('state_compare', { name: 'integrator' })).differences).toEqual([]);
  });
});

describe('a state whose values mean something else here', () => {
  it('keeps its volts at the connector, and is refused as a whole where they are beyond the range', async () => {
    await bench.run('pid_configure', { channel: 'pid0', input: 'in1', setpoint: 0.5 });
    await bench.run('state_save', { name: 'volts' });
    await bench.restart({ in1: 'HV', in2: 'LV' });
    const compared = await bench.run('state_compare', { name: 'volts' });
    expect(compared.differences).toContainEqual({
      ...{ module: 'pid0', setting: 'setpoint', saved: 0.5, now: 10 },
    });
    expect(compared.remarks.join(' ')).toContain('saved with in1 set to LV, now it is HV');
    await bench.run('pid_configure', { channel: 'pid1', input: 'in1', setpoint: 15 });
    await bench.run('state_save', { name: 'high' });
    await bench.restart({ in1: 'LV', in2: 'LV' });
    await bench.run('pid_configure', { channel: 'pid1', p: 0.5 });
    const before = await bench.run('state_get', {});
    const error = await bench.run('state_restore', { name: 'high' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid_params', effect: 'none' });
    expect(String(error)).toMatch(
      /pid0 refuses it: setpoint must be from -1 V to 1 V.*No module was written/,
    );
    expect(await bench.run('state_get', {})).toEqual(before);
  });

  it.each([
    ['"p": 0,', '"p": 5000,', 'pid0 refuses it: p'],
    ['"waveform": null', '"waveform": "triangle"', 'asg0 refuses it: waveform'],
    ['"p": 0,', '"p": "much",', 'pid0 refuses it: p'],
    ['"max_voltage": 0.9998779296875,', '"max_voltage": true,', 'pid0 refuses it: max_voltage'],
  ])('is refused as a whole where a person wrote %s as %s', async (from, to, sentence) => {
    const { file } = await bench.run('state_save', { name: 'edited' });
    await bench.run('pwm_set', { channel: 'pwm0', input: 'asg0' });
    await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
    await expect(bench.run('state_restore', { name: 'edited', dry_run: true })).rejects.toThrow(sentence);
    await expect(bench.run('state_restore', { name: 'edited' })).rejects.toThrow(sentence);
    const { differences } = await bench.run('state_compare', { name: 'edited' });
    expect(differences.find(({ module }) => module === 'pwm0')?.now).toBe('asg0');
  });

  it('says what it does not hold, and what it holds too much', async () => {
    const { file } = await bench.run('state_save', { name: 'odd' });
    await writeFile(file, (await readFile(file, 'utf8')).replace('"pause":', '"break":'));
    const { unknown } = await bench.run('state_compare', { name: 'odd' });
    expect(named(unknown)).toEqual(expect.arrayContaining(['pid0.pause', 'pid0.break']));
    expect(named((await bench.run('state_restore', { name: 'odd' })).left)).toEqual(named(unknown));
  });
});

describe('names and files', () => {
  it('are those of the states of this board', async () => {
    await bench.run('state_save', { name: 'Lock' });
    await bench.run('state_save', { name: 'lock', note: 'small' });
    const { folder, states } = await bench.run('state_list', {});
    expect(folder).toBe(join(bench.folder, 'states'));
    const listed = new Map(states.map(({ name, note, board, problem }) => [name, { note, board, problem }]));
    expect(listed).toEqual(
      new Map([
        ['Lock', { note: '', board: 'bench', problem: null }],
        ['lock', { note: 'small', board: 'bench', problem: null }],
      ]),
    );
    await expect(bench.run('state_save', { name: 'lock' })).rejects.toMatchObject({ effect: 'none' });
    const missing = await bench.run('state_restore', { name: 'look' }).catch((reason: unknown) => reason);
    expect(missing).toMatchObject({ code: 'invalid_params', effect: 'none' });
    expect(String(missing)).toContain('There is no state "look"');
  });

  it('hold every setting that is read back, and no reading', async () => {
    const { file } = await bench.run('state_save', { name: 'all' });
    const { modules } = await bench.run('state_get', {});
    const saved: unknown = JSON.parse(await readFile(file, 'utf8'));
    const { hk: _, pid0, ...others } = modules;
    const { integrator: __, ...controller } = pid0 ?? {};
    expect(saved).toMatchObject({
      modules: {
        pid0: controller,
        scope: others.scope,
        asg0: others.asg0,
        iq2: others.iq2,
        pwm1: others.pwm1,
      },
    });
    expect(JSON.stringify(saved)).not.toMatch(/integrator|overflow|armed|coefficients/);
  });
});

describe('a restore that outputs_off overtakes', () => {
  const connected = { channel: 'pid0', p: 1, output_direct: 'out1' } as const;

  it('writes nothing more, and says what it has written', async () => {
    await bench.run('pid_configure', connected);
    await bench.run('state_save', { name: 'connected' });
    await bench.run('pid_configure', { channel: 'pid0', p: 2, output_direct: 'off' });
    const context = new Bystander(50);
    bench.backend.onChange((_, number) => {
      context.hindersUrgent = number === 50;
    });
    const error = await bench
      .run('state_restore', { name: 'connected' }, context)
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'cancelled', effect: 'done' });
    expect(String(error)).toMatch(
      /ended before pid0 \(output_direct\): outputs_off came after this command, and the outputs stay off\. Before that was written: pid0 \(p\)\. Not written: nothing\./,
    );
    expect(await bench.run('pid_get', { channel: 'pid0' })).toMatchObject({ p: 1, output_direct: 'off' });
  });

  it('writes nothing if it has not begun', async () => {
    await bench.run('pid_configure', connected);
    await bench.run('state_save', { name: 'connected' });
    await bench.run('outputs_off', {}, new Bystander(50));
    const restore = async (number: number, modules: ('pid0' | 'scope')[]): Promise<unknown> =>
      await bench
        .run('state_restore', { name: 'connected', modules }, new Bystander(number))
        .catch((reason: unknown) => reason);
    expect(await restore(49, ['pid0'])).toMatchObject({ code: 'cancelled', effect: 'none' });
    expect(await bench.run('pid_get', { channel: 'pid0' })).toMatchObject({ output_direct: 'off' });
    expect(await restore(51, ['pid0'])).toMatchObject({ changes: [{ setting: 'output_direct' }] });
  });
});

describe('a restore that the board ends', () => {
  it('says what was written and what was not', async () => {
    await bench.run('state_save', { name: 'ended' });
    await bench.run('pid_configure', { channel: 'pid0', p: 1, output_direct: 'out1' });
    await bench.run('pid_configure', { channel: 'pid2', p: 1 });
    bench.backend.onChange(() => void bench.board[Symbol.asyncDispose]());
    const error = await bench.run('state_restore', { name: 'ended' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'board_fault' });
    expect(['done', 'unknown']).toContain(error instanceof CommandError ? error.effect : null);
    expect(String(error)).toContain('Before that was written: pid0 (output_direct).');
    expect(String(error)).toContain('Not written: pid2 (p).');
  });
});
