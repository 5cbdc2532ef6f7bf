import { type CommandError, catalogue } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import type { ModuleChanges } from '../backend.ts';
import { handledCommands } from '../handlers/handlers.ts';
import { Bench, Bystander } from './testing/bench.ts';

/** The error of a command, which must fail. */
async function failure(command: Promise<unknown>): Promise<CommandError['info'] & { sentence: string }> {
  return await command.then(
    () => expect.fail('the command should have failed'),
    (error: CommandError) => ({ ...error.info, sentence: error.message }),
  );
}

const NEVER = { trigger_source: 'ch1_positive_edge', threshold: 0.9, timeout: 3600 } as const;

describe('the board backend', () => {
  it('has a handler for every command of the catalogue that concerns a module', () => {
    const expected = [...catalogue.values()]
      .filter(({ access }) => access !== 'session')
      .map(({ name }) => name);
    expect([...handledCommands].toSorted()).toEqual(expected.toSorted());
  });

  it('tells the settings that a command changed, as read back, before the command ends, and only if they changed', async () => {
    await using bench = await Bench.start();
    const told: [ModuleChanges, number | null][] = [];
    bench.backend.onChange((changes, number) => told.push([changes, number]));
    const settings = await bench.run('pid_configure', { channel: 'pid1', p: 0.1 }, new Bystander(7));
    expect(settings.p).toBe(410 / 4096);
    expect(told).toEqual([[new Map([['pid1', settings]]), 7]]);
    await bench.run('pid_configure', { channel: 'pid1', p: 0.1 });
    await bench.run('pid_get', { channel: 'pid1' });
    expect(told).toHaveLength(1);
    await bench.run('pid_set_setpoint', { channel: 'pid1', value: 0.5 }, new Bystander(8));
    expect(told[1]).toEqual([new Map([['pid1', { ...settings, setpoint: 0.5 }]]), 8]);
  });

  it('answers board commands at once with board_unavailable while there is no board', async () => {
    await using bench = await Bench.start();
    await bench.board[Symbol.asyncDispose]();
    await bench.state('board_lost');
    expect(await failure(bench.run('pid_get', {}))).toMatchObject({
      code: 'board_unavailable',
      effect: 'none',
    });
  });
});

describe('promise 9: "Attaching changes nothing"', () => {
  it('attaching and attaching again write no register, and tell the running state', async () => {
    await using bench = await Bench.start();
    expect(bench.board.writes.total).toBe(0);
    await bench.run('pid_configure', { channel: 'pid0', p: 0.25, setpoint: 0.125, output_direct: 'out2' });
    const before = await bench.run('state_get', {});
    const { total } = bench.board.writes;
    await bench.restart();
    expect(await bench.run('state_get', {})).toEqual(before);
    expect(bench.board.writes.total).toBe(total);
  });

  it('"what no register tells comes from the worker\'s state file of that board, else it is null, never guessed"', async () => {
    await using bench = await Bench.start();
    expect(await bench.run('asg_get', {})).toMatchObject({ waveform: null });
    await bench.run('asg_setup', { waveform: 'ramp', frequency: 1000, trigger_source: 'immediately' });
    await bench.run('asg_setup', { channel: 'asg1', data: [0, 1] });
    await bench.run('scope_setup', {
      trigger_source: 'ext_positive_edge',
      trigger_delay: 1e-3,
      decimation: 64,
    });
    await bench.restart();
    expect(await bench.run('asg_get', {})).toMatchObject({ waveform: 'ramp', trigger_source: 'immediately' });
    expect(await bench.run('asg_get', { channel: 'asg1' })).toMatchObject({ waveform: 'custom' });
    const scope = await bench.run('scope_get', {});
    expect(scope.trigger_source).toBe('ext_positive_edge');
    expect(scope.trigger_delay).toBeCloseTo(1e-3, 6);
    await bench.powerCycle();
    expect(await bench.run('asg_get', {})).toMatchObject({ waveform: null, trigger_source: null });
    expect(await bench.run('scope_get', {})).toMatchObject({ trigger_source: null, trigger_delay: null });
  });

  it('keeps the remembered scope through a lost link', async () => {
    await using bench = await Bench.start();
    await bench.run('scope_setup', { trigger_source: 'asg1' });
    bench.board.inject({ kind: 'reset', direction: 'reply', after: 0 });
    await failure(bench.run('hk_get', {}));
    await bench.state('ready');
    expect(await bench.run('scope_get', {})).toMatchObject({ trigger_source: 'asg1' });
  });
});

describe('promise 5: "Nobody waits for a corpse"', () => {
  it('when the board goes away, every pending command ends at once with its true effect, and the board is found again', async () => {
    await using bench = await Bench.start();
    const waiting = new Bystander(1);
    const averaging = new Bystander(2);
    const scope = failure(bench.run('scope_acquire', NEVER, waiting));
    const iq = failure(bench.run('iq_get_quadratures', { averaging_time: 30 }, averaging));
    await Promise.all([waiting.waits, averaging.waits]);
    bench.board.inject({ kind: 'reset', direction: 'request', after: 0 });
    const read = failure(bench.run('pid_get', {}));
    const errors = await Promise.all([scope, iq, read]);
    // Not by an answer that was overdue.
    for (const { sentence } of errors) expect(sentence).toContain('connection');
    expect(errors.map(({ code, effect }) => [code, effect])).toEqual([
      ['board_fault', 'done'],
      ['board_fault', 'done'],
      ['board_fault', 'none'],
    ]);
    await bench.state('ready');
    await bench.run('pid_get', {});
  });

  it('a write whose answer never came has the effect "unknown"', async () => {
    await using bench = await Bench.start();
    bench.board.inject({ kind: 'reset', direction: 'reply', after: 0 });
    expect(await failure(bench.run('pid_set_setpoint', { value: 0.5 }))).toMatchObject({
      code: 'board_fault',
      effect: 'unknown',
    });
    await bench.state('ready');
    expect(await bench.run('pid_get_setpoint', {})).toBe(0.5);
  });
});

describe('promise 11: "An impossible value is an error, never a silent clip; every write answers with the value read back"', () => {
  it.each([
    ['pid_set_setpoint', { value: 1.5 }, 'value'],
    ['pid_configure', { setpoint: -1.01 }, 'setpoint'],
    ['pid_configure', { min_voltage: 0.999999 }, 'min_voltage'],
    ['scope_setup', { threshold: 1.1 }, 'threshold'],
    ['scope_acquire', { hysteresis: 2 }, 'hysteresis'],
    ['scope_acquire', { trigger_delay: -10, trigger_source: 'asg0', decimation: 1 }, 'trigger_delay'],
    ['asg_set_amplitude', { value: 1e-9 }, 'value'],
    ['asg_setup', { data: [0, 0, 0], frequency: 1000 }, 'data'],
    ['iq_setup', { quadrature_factor: 0.5 }, 'quadrature_factor'],
  ] as const)('%s %o is refused and nothing is written', async (name, params, path) => {
    await using bench = await Bench.start();
    const error = await failure(bench.run(name, params));
    expect(error).toMatchObject({ code: 'invalid_params', effect: 'none' });
    expect(error.sentence).toMatch(/Nothing was (changed|written)/);
    expect(error.issues?.map((issue) => issue.path)).toEqual([expect.stringContaining(path)]);
    expect(bench.board.writes.total).toBe(0);
  });

  it('names the range of the input', async () => {
    await using bench = await Bench.start();
    expect((await failure(bench.run('pid_set_setpoint', { value: 1.5 }))).sentence).toBe(
      'value must be from -1 V to 1 V, for in1 is set to LV, but was 1.5 V. Nothing was changed.',
    );
  });

  it('answers with what the registers hold', async () => {
    await using bench = await Bench.start();
    expect(await bench.run('asg_set_frequency', { value: 1000 })).toBeCloseTo((8590 / 2 ** 30) * 125e6, 6);
    expect(await bench.run('asg_set_offset', { value: 0.1 })).toBe(819 / 8192);
    expect(await bench.run('pid_set_setpoint', { value: 1 })).toBe(8191 / 8192);
    expect(await bench.run('pid_set_integrator', { value: -0.1 })).toBe(-819 / 8192);
    expect(await bench.run('scope_set_decimation', { value: 256 })).toBe(256);
    expect(await bench.run('scope_set_trigger', { source: 'asg0' })).toBe('asg0');
  });

  it('changes only what is given', async () => {
    await using bench = await Bench.start();
    const before = await bench.run('iq_setup', { frequency: 1e6, bandwidth: [1000, 1000], input: 'in2' });
    expect(await bench.run('iq_setup', { phase: 90 })).toEqual({ ...before, phase: 90 });
  });
});
