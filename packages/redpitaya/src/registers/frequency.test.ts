import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueOutOfRangeError } from './errors.ts';
import { frequency } from './frequency.ts';

const asg = frequency('frequency', 30);
const iq = frequency('frequency', 32);

describe('frequency', () => {
  it("writes PyRPL's codes", () => {
    expect(asg.encode(1000)).toBe(0x218e);
    expect(iq.encode(1e6)).toBe(0x20c_49ba);
    expect(iq.encode(1000)).toBe(0x8638);
  });

  it('gives back every code', () => {
    for (const [codec, bits] of [
      [asg, 30],
      [iq, 32],
    ] as const) {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** (bits - 1) }), (code) => {
          expect(codec.encode(codec.decode(code))).toBe(code);
        }),
      );
    }
  });

  it('corrects for the true clock', () => {
    const corrected = frequency('frequency', 30, 1.0001);
    expect(corrected.decode(corrected.encode(10e6))).toBeCloseTo(10e6, 0);
    expect(corrected.encode(10e6)).toBeLessThan(asg.encode(10e6));
  });

  it('refuses negative, too high, and not quite 0', () => {
    expect(asg.encode(62.5e6)).toBe(2 ** 29);
    for (const value of [-1, 62.6e6, Number.NaN, 0.01]) {
      expect(() => asg.encode(value)).toThrow(ValueOutOfRangeError);
    }
    expect(() => asg.encode(0.01)).toThrow('0 or at least 0.116415 Hz');
  });
});
