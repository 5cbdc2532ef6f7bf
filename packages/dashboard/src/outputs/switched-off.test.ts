import { describe, expect, it } from 'vitest';
import { stillOff, switchedOff, switchedOffSentence } from './switched-off.ts';

describe('switchedOff', () => {
  it('lists what was connected, and where', () => {
    const modules = switchedOff({ asg0: 'both', pid0: 'off', pid1: 'out2' });
    expect(modules).toEqual([
      { module: 'asg0', to: 'both' },
      { module: 'pid1', to: 'out2' },
    ]);
    expect(switchedOffSentence(modules)).toBe(
      'Disconnected asg0 from OUT1 and OUT2 and pid1 from OUT2. All other settings are as before.',
    );
  });

  it('says so where nothing was connected', () => {
    expect(switchedOffSentence(switchedOff({ asg0: 'off' }))).toMatch(/^Nothing/);
  });
});

describe('stillOff', () => {
  it('forgets nothing when the outputs are switched off twice', () => {
    const first = switchedOff({ asg0: 'both', pid0: 'out1' });
    expect(stillOff(first, switchedOff({}))).toEqual(first);
    expect(stillOff(first, switchedOff({ pid0: 'out2' }))).toEqual([
      { module: 'asg0', to: 'both' },
      { module: 'pid0', to: 'out2' },
    ]);
  });
});
