import { describe, expect, it } from 'vitest';
import { drawHistogram, summarise } from './round-trips.ts';

describe('summarise', () => {
  it('tells quantiles that are times which were measured', () => {
    const times = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect(summarise(times)).toEqual({ count: 200, p50: 100, p90: 180, p99: 198, longest: 200 });
    expect(summarise([3])).toEqual({ count: 1, p50: 3, p90: 3, p99: 3, longest: 3 });
  });
});

describe('drawHistogram', () => {
  it('has a line per bin from the first to the last that is filled', () => {
    const times = [
      ...Array.from({ length: 40 }, () => 0.3),
      ...Array.from({ length: 10 }, () => 0.6),
      4,
      2000,
    ];
    expect(drawHistogram(times)).toEqual([
      ` <= 0.5 ms   40 ${'#'.repeat(40)}`,
      `   <= 1 ms   10 ${'#'.repeat(10)}`,
      '   <= 2 ms    0',
      '   <= 5 ms    1 #',
      '  <= 10 ms    0',
      '  <= 20 ms    0',
      '  <= 50 ms    0',
      ' <= 100 ms    0',
      ' <= 200 ms    0',
      ' <= 500 ms    0',
      '<= 1000 ms    0',
      ' > 1000 ms    1 #',
    ]);
  });
});
