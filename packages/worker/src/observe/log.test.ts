import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../client/src/testing/manual-clock.ts';
import { LimitedLog, sentenceIn } from './log.ts';

describe('sentenceIn', () => {
  it('leaves the sentence of a line, the reason of an error, and the place of a fault', () => {
    const lines: string[] = [];
    const log = pino({ base: null }, { write: (line) => lines.push(sentenceIn(line)) });
    log.warn({ code: 'closed', retry_in_ms: 50 }, 'The link was lost.');
    log.warn({ err: new Error('No space.') }, 'The file could not be written.');
    log.fatal({ err: new Error('Oh.') }, 'A fault.');
    log.info({ pid: 1 });
    expect(lines.slice(0, 2)).toEqual(['The link was lost.', 'The file could not be written. No space.']);
    expect(lines[2]).toMatch(/^A fault\.\nError: Oh\.\n +at /);
    expect(lines[3]).toContain('"pid":1');
  });
});

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
