import { describe, expect, it } from 'vitest';
import { TimeAxes } from './time-axis.ts';

describe('time axes', () => {
  it('are the same array for the same settings', () => {
    const axes = new TimeAxes();
    const axis = axes.get(4, -1, 0.5);
    expect(axis).toEqual(Float64Array.of(-1, -0.5, 0, 0.5));
    expect(axes.get(4, -1, 0.5)).toBe(axis);
  });

  it('do not pile up, whatever delays a client asks for; those in use stay', () => {
    const axes = new TimeAxes();
    const used = axes.get(2, 0, 1);
    const dropped = axes.get(2, 1, 1);
    for (let start = 2; start < 40; start += 1) {
      axes.get(2, start, 1);
      expect(axes.get(2, 0, 1)).toBe(used);
    }
    expect(axes.get(2, 1, 1)).not.toBe(dropped);
  });
});
