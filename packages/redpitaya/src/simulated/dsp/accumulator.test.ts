import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Accumulator } from './accumulator.ts';

describe('Accumulator', () => {
  it('holds 62 bits exactly and reads them as two words of 31', () => {
    const addend = fc.integer({ min: -(2 ** 51) + 1, max: 2 ** 51 - 1 });
    fc.assert(
      fc.property(fc.array(addend, { maxLength: 500 }), (addends) => {
        const sum = new Accumulator();
        let exact = 0n;
        for (const value of addends) {
          sum.add(value);
          exact += BigInt(value);
        }
        expect(BigInt(sum.lowWord)).toBe(BigInt.asUintN(31, exact));
        expect(BigInt(sum.highWord)).toBe(BigInt.asUintN(31, exact >> 31n));
        expect(sum.value).toBe(Number(exact));
      }),
    );
  });

  it('starts again from 0', () => {
    const sum = new Accumulator();
    sum.add(-5);
    sum.reset();
    expect([sum.lowWord, sum.highWord, sum.value]).toEqual([0, 0, 0]);
  });
});
