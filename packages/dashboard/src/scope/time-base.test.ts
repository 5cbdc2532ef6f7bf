import { describe, expect, it } from 'vitest';
import { divisions, timePerDivision, timePerDivisionText, zoomed, zoomOf } from './time-base.ts';

describe('time per division', () => {
  it('is a tenth of a trace: 16384 samples of 8 ns x decimation', () => {
    expect(timePerDivision(1)).toBeCloseTo(13.1072e-6, 12);
    expect(timePerDivision(65_536)).toBeCloseTo(0.858_993, 6);
    expect(timePerDivisionText(1)).toBe('13.1 µs/div');
    expect(timePerDivisionText(64)).toBe('839 µs/div');
    expect(timePerDivisionText(1024)).toBe('13.4 ms/div');
  });

  it('has lines at both ends', () => {
    expect(divisions(-5, 5)).toEqual([-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5]);
  });
});

describe('a part of the trace', () => {
  it('is around the trigger, and then stays where it is', () => {
    expect(zoomed([-4, 4], null, 4)).toEqual([-1, 1]);
    expect(zoomed([-4, 4], [2, 3], 4)).toEqual([1.5, 3.5]);
    expect(zoomOf([-4, 4], [2, 3])).toBe(8);
    expect(zoomOf([-4, 4], null)).toBe(1);
  });

  it('is never beyond the trace', () => {
    expect(zoomed([-4, 4], [3, 4], 2)).toEqual([0, 4]);
    expect(zoomed([0, 8], null, 4)).toEqual([0, 2]);
    expect(zoomed([10, 18], null, 4)).toEqual([13, 15]);
  });
});
