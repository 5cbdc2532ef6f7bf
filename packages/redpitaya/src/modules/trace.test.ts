import { describe, expect, it } from 'vitest';
import { averageInto, timeAxis, unrollBuffer } from './trace.ts';

const N = 16_384;

describe('unrollBuffer', () => {
  it('begins with the sample after the newest, and reads two’s complement at 8192 counts per volt', () => {
    const words = Uint32Array.from({ length: N }, (_, index) => index);
    const trace = unrollBuffer(words, 8191);
    expect(trace[0]).toBe(-1);
    expect(trace[8191]).toBe(-1 / 8192);
    expect(trace[8192]).toBe(0);
    expect(trace[N - 1]).toBe(8191 / 8192);
    expect(unrollBuffer(words, N - 1)[0]).toBe(0);
  });
});

describe('timeAxis', () => {
  it('is centred on the trigger for half a trace after it', () => {
    expect(timeAxis(125, 8192, 8292, 100)).toEqual({ start: -8192e-6, step: 1e-6 });
  });

  it('moves with the delay, and counts samples that were recorded on top of it', () => {
    expect(timeAxis(125, 9192, 9292, 100).start).toBeCloseTo(-7192e-6, 12);
    expect(timeAxis(125, 8192, 8294, 100).start).toBeCloseTo(-8190e-6, 12);
  });

  it('knows delays of more than a trace, and pointers that have wrapped round', () => {
    expect(timeAxis(125, N + 5, 10, 5).start).toBeCloseTo(5e-6, 12);
    expect(timeAxis(125, 3 * N, 16_000, 16_000).start).toBeCloseTo(2 * N * 1e-6, 12);
    expect(timeAxis(125, 8192, 1, 8193).start).toBeCloseTo(-8192e-6, 12);
  });
});

describe('averageInto', () => {
  it('keeps the mean of all traces so far', () => {
    const mean = Float64Array.of(1, -1);
    averageInto(mean, Float32Array.of(2, 0), 2);
    averageInto(mean, Float32Array.of(6, -5), 3);
    expect([...mean]).toEqual([3, -2]);
  });
});
