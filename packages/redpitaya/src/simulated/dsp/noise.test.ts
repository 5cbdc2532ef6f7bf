import { describe, expect, it } from 'vitest';
import { Noise } from './noise.ts';

const length = 1 << 20;

function block(noise: Noise, start: number, stride: number, averaged = 1): Float64Array {
  const out = new Float64Array(length);
  noise.addBlock(out, start, stride, length, averaged);
  return out;
}

function correlation(a: Float64Array, b: Float64Array, lag: number): number {
  let sum = 0;
  for (let index = lag; index < length; index += 1) sum += (a[index] ?? 0) * (b[index - lag] ?? 0);
  return sum / length;
}

describe('Noise', () => {
  it('is a pure function of seed, channel and cycle, however it is asked for', () => {
    const start = 2 ** 32 - 500;
    const forward = block(new Noise(7, 1, 3), start, 1);
    const other = new Noise(7, 1, 3);
    for (const index of [99_999, 0, 499, 500, 501, 12]) expect(other.at(start + index)).toBe(forward[index]);
    const strided = new Float64Array(100);
    other.addBlock(strided, start, 64, 100);
    expect([...strided]).toEqual(Array.from(strided, (_, index) => forward[64 * index]));
  });

  it('is Gaussian with the given sigma', () => {
    const values = block(new Noise(1, 0, 2.5), 123_456_789, 1).map((value) => value / 2.5);
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / length;
    expect(Math.abs(moment(1))).toBeLessThan(0.005);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.01);
    expect(Math.abs(moment(3))).toBeLessThan(0.02);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.06);
    const beyond = (limit: number): number =>
      values.filter((value) => Math.abs(value) > limit).length / length;
    expect(beyond(1)).toBeCloseTo(0.3173, 2);
    expect(beyond(3)).toBeGreaterThan(0.0022);
    expect(beyond(3)).toBeLessThan(0.0032);
  });

  it('is white at every stride, and independent between channels and seeds', () => {
    for (const stride of [1, 64, 65_536, 1000]) {
      const values = block(new Noise(1, 0), 10_000, stride);
      for (const lag of [1, 2, 3, 64]) expect(Math.abs(correlation(values, values, lag))).toBeLessThan(0.005);
    }
    const values = block(new Noise(1, 0), 0, 1);
    for (const other of [new Noise(1, 1), new Noise(2, 0), new Noise(2, 1)]) {
      for (const lag of [0, 1])
        expect(Math.abs(correlation(values, block(other, 0, 1), lag))).toBeLessThan(0.005);
    }
  });

  it('shrinks with the number of averaged cycles, and is nothing for sigma 0', () => {
    const values = block(new Noise(1, 0, 4), 0, 16, 16);
    expect(correlation(values, values, 0)).toBeCloseTo(1, 1);
    expect(new Noise(1, 0, 0).at(5)).toBeCloseTo(0, 12);
  });
});
