import { describe, expect, it } from 'vitest';
import {
  cancelSentence,
  deadlineText,
  durationText,
  millisecondsText,
  phaseText,
  type RunningCommand,
  timeLeft,
} from './activity-text.ts';

const COMMAND: RunningCommand = {
  ...{ number: 12, command: 'scope_acquire', modules: ['scope'], client: 'scan.py', session: 3 },
  ...{ phase: 'running', for_s: 1, deadline_s: 3, state: null, position: null },
};

describe('what a command does', () => {
  it('is its place in the queue, what it waits for, or that it runs', () => {
    expect(phaseText({ ...COMMAND, phase: 'queued', position: 2 })).toBe('queued, place 2');
    expect(phaseText({ ...COMMAND, phase: 'waiting', state: 'armed, waiting for in1 > 0.5 V' })).toBe(
      'armed, waiting for in1 > 0.5 V',
    );
    expect(phaseText(COMMAND)).toBe('running');
  });

  it('has a deadline that runs down, and is over', () => {
    expect(timeLeft(COMMAND)).toBe(0.75);
    expect(timeLeft({ for_s: 0, deadline_s: 5 })).toBe(1);
    expect(timeLeft({ for_s: 6, deadline_s: -1 })).toBe(0);
    expect([3.21, 0, -1].map(deadlineText)).toEqual(['3.2 s', 'over', 'over']);
  });
});

describe('durations', () => {
  it('have the unit that suits', () => {
    expect([0.04, 9.94, 59.9, 120, 7199, 7200, 200_000].map(durationText)).toEqual([
      ...['0.0 s', '9.9 s', '59 s', '2 min', '119 min', '2 h', '2 days'],
    ]);
    expect([null, 0.1234, 1, 12.345, 999, 1500].map(millisecondsText)).toEqual([
      ...['–', '123 µs', '1 ms', '12.3 ms', '999 ms', '1.5 s'],
    ]);
  });
});

describe('cancelSentence', () => {
  it('says what became of the command', () => {
    const sentence = (cancelled: boolean, was: 'queued' | 'running' | 'finished' | 'unknown'): string =>
      cancelSentence(COMMAND, { cancelled, was });
    expect(sentence(true, 'queued')).toBe(
      'scope_acquire of scan.py (number 12) was cancelled before it began; nothing was done.',
    );
    expect(sentence(true, 'running')).toContain('while it waited; what it writes was written');
    expect(sentence(false, 'finished')).toContain('had finished already');
    expect(sentence(false, 'running')).toContain('ended before it could be cancelled');
    expect(cancelSentence({ ...COMMAND, client: null }, { cancelled: true, was: 'queued' })).toContain(
      'scope_acquire of session 3',
    );
  });
});
