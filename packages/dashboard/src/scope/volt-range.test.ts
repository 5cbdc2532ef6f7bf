import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { autoRange, extremes, fixedRange, gridLines, type VoltRange } from './volt-range.ts';

const volts = fc.double({ min: -20, max: 20, noNaN: true });
const pair = fc
  .tuple(volts, volts)
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);

describe('autoRange', () => {
  it('shows all values, and does not waste most of the axis on nothing', () => {
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 5 }), (spans) => {
        let range: VoltRange | null = null;
        for (const [lowest, highest] of spans) {
          range = autoRange(range, lowest, highest);
          expect(range.min).toBeLessThanOrEqual(lowest + 1e-9);
          expect(range.max).toBeGreaterThanOrEqual(highest - 1e-9);
          const lines = gridLines(range).length;
          expect(lines).toBeGreaterThanOrEqual(5);
          expect(lines).toBeLessThanOrEqual(12);
          if (highest - lowest > 0.01)
            expect(highest - lowest).toBeGreaterThan(0.2 * (range.max - range.min));
        }
      }),
    );
  });

  it('leaves room beside the flat parts of a square', () => {
    const { min, max, step } = autoRange(null, -0.4, 0.4);
    expect(step).toBe(0.2);
    expect(min).toBeCloseTo(-0.6);
    expect(max).toBeCloseTo(0.6);
  });

  it('stays while the values fit and fill a fair part', () => {
    const first = autoRange(null, -1, 1);
    expect(autoRange(first, -0.7, 0.9)).toBe(first);
    expect(autoRange(first, -1.6, 0.9)).not.toBe(first);
    const smaller = autoRange(first, -0.1, 0.1);
    expect(smaller.max - smaller.min).toBeLessThan(0.5);
  });

  it('does not jump with the noise of a quiet input', () => {
    const first = autoRange(null, 0, 0.000_12);
    expect(autoRange(first, -0.000_12, 0)).toBe(first);
  });
});

describe('fixedRange', () => {
  it('has 8 divisions around its centre', () => {
    expect(fixedRange(0.5, 1)).toEqual({ min: -1, max: 3, step: 0.5 });
    expect(gridLines(fixedRange(0.5, 1))).toEqual([-1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3]);
  });
});

describe('extremes', () => {
  it('is over all channels, and of nothing there are none', () => {
    expect(extremes([Float32Array.of(1, 2), [-3, 0]])).toEqual([-3, 2]);
    expect(extremes([])).toBeNull();
  });
});
