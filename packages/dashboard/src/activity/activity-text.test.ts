import { describe, expect, it } from 'vitest';
import { cancelSentence, deadlineText, phaseText, type RunningCommand, timeLeft } from './activity-text.ts';

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
