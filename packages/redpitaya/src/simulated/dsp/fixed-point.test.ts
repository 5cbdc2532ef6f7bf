import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { multiplyModulo, psat, sat, sat14, signExtend, wrap } from './fixed-point.ts';

const bits = fc.integer({ min: 2, max: 48 });
const word = fc.integer({ min: -(2 ** 52), max: 2 ** 52 });

describe('fixed-point arithmetic', () => {
  it('wraps like a register of that width', () => {
    fc.assert(
      fc.property(word, bits, (value, n) => {
        expect(wrap(value, n)).toBe(Number(BigInt.asIntN(n, BigInt(value))));
      }),
    );
  });

  it('reads two-complement fields, whatever the bits above them', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.integer({ min: 1, max: 32 }), (code, n) => {
        expect(signExtend(code, n)).toBe(Number(BigInt.asIntN(n, BigInt(code))));
      }),
    );
  });

  it('saturates to the ends of the range', () => {
    expect([8191, 8192, -8192, -8193].map(sat14)).toEqual([8191, 8191, -8192, -8192]);
    expect([2 ** 47, -(2 ** 47) - 1, 5].map((value) => sat(value, 48))).toEqual([2 ** 47 - 1, -(2 ** 47), 5]);
  });

  it('rounds products half up and saturates them, exactly', () => {
    const s24 = fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 });
    const s18 = fc.integer({ min: -(2 ** 17), max: 2 ** 17 - 1 });
    fc.assert(
      fc.property(s24, s18, fc.constantFrom(10, 20), (a, b, shift) => {
        const rounded = Number((BigInt(a) * BigInt(b) + (1n << BigInt(shift - 1))) >> BigInt(shift));
        expect(psat(a, b, shift, 14)).toBe(sat14(rounded));
      }),
    );
  });

  it('multiplies modulo a counter length without rounding', () => {
    fc.assert(
      fc.property(
        fc.nat(Number.MAX_SAFE_INTEGER),
        fc.nat(2 ** 30),
        fc.oneof(fc.constant(2 ** 30), fc.integer({ min: 1, max: 2 ** 30 })),
        (a, b, modulus) => {
          expect(multiplyModulo(a, b, modulus)).toBe(Number((BigInt(a) * BigInt(b)) % BigInt(modulus)));
        },
      ),
    );
  });
});
