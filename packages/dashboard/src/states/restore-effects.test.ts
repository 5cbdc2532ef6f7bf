import { describe, expect, it } from 'vitest';
import { quiet } from '../routing/testing/snapshots.ts';
import { effectOn, locksLost, type RestoreChange } from './restore-effects.ts';

const change = (
  module: RestoreChange['module'],
  setting: string,
  from: unknown,
  to: unknown,
): RestoreChange => ({ module, setting, from, to });

describe('effectOn', () => {
  const connected = { ...quiet, asg0: { ...quiet.asg0, output_direct: 'out1' as const } };

  it('names what is connected and disconnected', () => {
    expect(effectOn(change('asg0', 'output_direct', 'out1', 'off'), [], connected)).toBe('disconnects OUT1');
    expect(effectOn(change('asg0', 'output_direct', 'off', 'both'), [], quiet)).toBe(
      'connects OUT1 and OUT2',
    );
  });

  it('marks what acts on an output at the moment of its write', () => {
    const louder = change('asg0', 'amplitude', 0.1, 0.5);
    expect(effectOn(louder, [], connected)).toBe('acts on OUT1');
    expect(effectOn(louder, [], quiet)).toBeNull();
    expect(effectOn(louder, [change('asg0', 'output_direct', 'out1', 'off')], connected)).toBeNull();
    expect(effectOn(change('scope', 'decimation', 1, 64), [], connected)).toBeNull();
  });
});

describe('locksLost', () => {
  const locked = { ...quiet, pid1: { ...quiet.pid1, p: 0.1, i: 5, output_direct: 'out2' as const } };

  it('finds controllers that would let go', () => {
    expect(locksLost([change('pid1', 'output_direct', 'out2', 'off')], locked)).toEqual(['pid1']);
    expect(locksLost([change('pid1', 'p', 0.1, 0), change('pid1', 'i', 5, 0)], locked)).toEqual(['pid1']);
    expect(locksLost([change('pid1', 'input', 'in1', 'in2')], locked)).toEqual(['pid1']);
  });

  it('leaves those alone that still hold, or never held', () => {
    expect(locksLost([change('pid1', 'p', 0.1, 0)], locked)).toEqual([]);
    expect(locksLost([change('pid1', 'output_direct', 'out2', 'out1')], locked)).toEqual([]);
    expect(locksLost([change('pid0', 'p', 0.1, 0)], locked)).toEqual([]);
  });
});
