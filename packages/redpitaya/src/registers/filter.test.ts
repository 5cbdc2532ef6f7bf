import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueOutOfRangeError } from './errors.ts';
import { filterChain } from './filter.ts';

const chain = (stages: number, minimumBandwidth: number, shiftBits = 5) =>
  filterChain({ parameter: 'bandwidth', stages, minimumBandwidth, shiftBits });
const pid = chain(4, 10);

describe('filterChain', () => {
  it('has the bandwidths that PyRPL offers', () => {
    const expected = [
      1.1858, 2.3716, 4.7432, 9.4864, 18.9728, 37.9455, 75.8911, 151.7826, 303.5663, 607.1372, 1214.2929,
      2428.6599, 4857.6164, 9716.4192, 19437.5862, 38894.1823, 77864.553, 157595.4084, 319569.6793,
      656885.0956, 1386669.3289, 3108131.4996,
    ];
    expect(pid.bandwidths.map((value) => Number(value.toFixed(4)))).toEqual(expected);
    expect(chain(1, 50).bandwidths.map((value) => Number(value.toFixed(4)))).toEqual(expected.slice(2));
    expect(chain(1, 1).bandwidths.map((value) => Number(value.toFixed(4)))).toEqual([
      0.1482,
      0.2964,
      0.5929,
      ...expected,
    ]);
    expect(chain(1, 1000, 3).bandwidths.map((value) => Number(value.toFixed(4)))).toEqual(
      expected.slice(7, 15),
    );
  });

  it("writes PyRPL's codes", () => {
    expect(pid.encode([1e3, -100, 0, 1e6])).toBe(0x9300_c68a);
    expect(chain(2, 10).encode([100])).toBe(0x86);
    expect(chain(4, 10).encode([1000, 1000])).toBe(0x8a8a);
    expect(pid.encode([])).toBe(0);
  });

  it('gives back every code that it can write', () => {
    const stage = fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 21 }).map((shift) => 0x80 | shift),
      fc.integer({ min: 0, max: 21 }).map((shift) => 0xc0 | shift),
    );
    fc.assert(
      fc.property(fc.tuple(stage, stage, stage, stage), (bytes) => {
        const word = bytes.reduce((sum, byte, index) => sum + byte * 2 ** (8 * index), 0);
        expect(pid.encode(pid.decode(word))).toBe(word);
      }),
    );
  });

  it('takes the nearest bandwidth of the same sign', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.2, max: 3.1e6, noNaN: true }), fc.boolean(), (size, negative) => {
        const value = negative ? -size : size;
        const [got = 0] = pid.decode(pid.encode([value]));
        expect(Math.sign(got)).toBe(Math.sign(value));
        const error = Math.abs(Math.abs(got) - size);
        for (const other of pid.bandwidths) expect(Math.abs(other - size)).toBeGreaterThanOrEqual(error);
      }),
    );
  });

  it('refuses what no stage can do, and more stages than there are', () => {
    expect(pid.decode(pid.encode([0.6]))[0]).toBeCloseTo(1.1858, 4);
    for (const value of [0.5, -0.5, 3.2e6, Number.NaN]) {
      expect(() => pid.encode([value])).toThrow(ValueOutOfRangeError);
    }
    expect(() => chain(2, 10).encode([10, 10, 10])).toThrow('a list of at most 2 bandwidths');
  });
});
