import { CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { CommandLog } from './command-log.ts';

describe('the log of commands', () => {
  it('tells what became of each', () => {
    let now = 1000;
    const log = new CommandLog(() => now++);
    const params = { channel: 'pid0', value: 0.1 };
    const first = log.begin('pid_set_setpoint', params);
    params.value = 9;
    const second = log.begin('outputs_off', {});
    log.failed(second, new CommandError('busy', 'Too much.'));
    log.succeeded(first);
    log.begin('iir_get', {});
    expect(log.entries.value).toEqual([
      {
        entry: first,
        sent: 1000,
        command: 'pid_set_setpoint',
        params: { channel: 'pid0', value: 0.1 },
        outcome: 'ok',
        sentence: null,
      },
      {
        entry: second,
        sent: 1001,
        command: 'outputs_off',
        params: {},
        outcome: 'error',
        sentence: 'Too much.',
      },
      { entry: 3, sent: 1002, command: 'iir_get', params: {}, outcome: 'pending', sentence: null },
    ]);
  });

  it('is bounded: the oldest go, and are counted until it is cleared', () => {
    const log = new CommandLog(() => 0);
    for (let count = 0; count < 5003; count++) log.begin('ping', {});
    expect(log.entries.value).toHaveLength(5000);
    expect(log.entries.value[0]?.entry).toBe(4);
    expect(log.forgotten.value).toBe(3);
    log.clear();
    expect(log.entries.value).toEqual([]);
    expect(log.forgotten.value).toBe(0);
    expect(log.begin('ping', {})).toBe(5004);
  });

  it('takes no answer to a command that is forgotten, or cleared', () => {
    const log = new CommandLog(() => 0);
    const first = log.begin('ping', {});
    for (let count = 0; count < 5000; count++) log.begin('ping', {});
    const before = log.entries.value;
    log.succeeded(first);
    expect(log.entries.value).toBe(before);
    log.succeeded(first + 1);
    expect(log.entries.value.map(({ outcome }) => outcome).indexOf('ok')).toBe(0);
    expect(before[0]?.outcome, 'what was shown does not change').toBe('pending');
    log.clear();
    log.succeeded(5000);
    const next = log.begin('ping', {});
    log.succeeded(5001);
    log.succeeded(next);
    expect(log.entries.value).toMatchObject([{ entry: 5002, outcome: 'ok' }]);
  });
});
