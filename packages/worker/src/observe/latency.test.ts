import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATENCY_BOUNDS, LatencyHistogram } from './latency.ts';

describe('LatencyHistogram', () => {
  it('has bounds of 1, 2, 5 per decade from 10 us to 100 s', () => {
    expect(LATENCY_BOUNDS.slice(0, 4)).toEqual([1e-5, 2e-5, 5e-5, 1e-4]);
    expect(LATENCY_BOUNDS.at(-1)).toBe(100);
  });

  it('gives a quantile within the bucket of the true one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-6, max: 99, noNaN: true }), { minLength: 1 }),
        fc.constantFrom(0.5, 0.99),
        (values, fraction) => {
          const histogram = new LatencyHistogram();
          for (const value of values) histogram.record(value);
          const sorted = values.toSorted((one, other) => one - other);
          const exact = sorted[Math.ceil(fraction * values.length) - 1] ?? 0;
          const upper = LATENCY_BOUNDS.find((bound) => exact <= bound) ?? 0;
          const lower = LATENCY_BOUNDS.findLast((bound) => bound < exact) ?? 0;
          const quantile = histogram.quantile(fraction) ?? -1;
          expect(quantile).toBeGreaterThanOrEqual(lower);
          expect(quantile).toBeLessThanOrEqual(upper);
        },
      ),
    );
  });

  it('has no quantile before the first record, and a finite one beyond all bounds', () => {
    const histogram = new LatencyHistogram();
    expect(histogram.quantile(0.5)).toBeNull();
    histogram.record(1e6);
    expect(histogram.quantile(0.5)).toBe(100);
  });
});
