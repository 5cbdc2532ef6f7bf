import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../client/src/testing/manual-clock.ts';
import { LimitedLog } from './log.ts';

describe('LimitedLog', () => {
  it('logs each kind once per 10 s, then how many were left out', () => {
    const lines: string[] = [];
    const clock = new ManualClock();
    const log = new LimitedLog(
      pino({ base: null, timestamp: false }, { write: (line) => lines.push(line) }),
      clock,
    );
    for (let index = 0; index < 1000; index++) log.warn('malformed 1', { session: 1 }, 'bad');
    log.warn('malformed 2', { session: 2 }, 'bad');
    clock.advance(10_000);
    log.warn('malformed 1', { session: 1 }, 'bad');
    expect(lines.map((line) => line.trim())).toEqual([
      '{"level":40,"session":1,"msg":"bad"}',
      '{"level":40,"session":2,"msg":"bad"}',
      '{"level":40,"session":1,"left_out":999,"msg":"bad"}',
    ]);
  });

  it('stays bounded however many kinds there are', () => {
    let lines = 0;
    const clock = new ManualClock();
    const log = new LimitedLog(pino({ base: null }, { write: () => lines++ }), clock);
    for (let kind = 0; kind < 10_000; kind++) log.warn(`kind ${kind}`, {}, 'bad');
    expect(lines).toBeLessThan(1100);
  });
});
