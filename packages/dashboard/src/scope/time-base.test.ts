import { describe, expect, it } from 'vitest';
import { divisions, timePerDivision, timePerDivisionText } from './time-base.ts';

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
