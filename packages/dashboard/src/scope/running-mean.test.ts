import type { ScopeTrace } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { RunningMean } from './running-mean.ts';
import { traceOf } from './testing/trace.ts';

const shown = ({ voltage }: ScopeTrace): number[][] => voltage.map((values) => [...values]);

describe('RunningMean', () => {
  it('is the mean of what came, until there are as many as were asked for', () => {
    const mean = new RunningMean();
    const means = [3, 5, 10].map((volts) => shown(mean.add(traceOf([volts], [-volts]), 3)));
    expect(means).toEqual([
      [[3], [-3]],
      [[4], [-4]],
      [[6], [-6]],
    ]);
    expect(mean.taken).toBe(3);
    expect(shown(mean.add(traceOf([0], [-6]), 3))).toEqual([[4], [-6]]);
  });

  it('begins anew when the settings or the times change', () => {
    const mean = new RunningMean();
    mean.add(traceOf([4, 4], [0, 0]), 10);
    expect(shown(mean.add({ ...traceOf([2, 2], [0, 0]), time_start: -1 }, 10))).toEqual([
      [2, 2],
      [0, 0],
    ]);
    expect(shown(mean.add(traceOf([1], [0]), 10))).toEqual([[1], [0]]);
    const other = traceOf([8], [0]);
    expect(shown(mean.add({ ...other, settings: { ...other.settings, input1: 'asg0' } }, 10))).toEqual([
      [8],
      [0],
    ]);
  });

  it('does not change what it gave before', () => {
    const mean = new RunningMean();
    const first = mean.add(traceOf([2], [2]), 4);
    mean.add(traceOf([4], [4]), 4);
    expect(shown(first)).toEqual([[2], [2]]);
  });
});
