import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueOutOfRangeError } from './errors.ts';
import { fixedPoint, voltage } from './fixed-point.ts';

const gain = fixedPoint({ parameter: 'p', unit: '1', bits: 24, scale: 4096, keepNonZero: true });

describe('fixedPoint', () => {
  it('gives back every code of a 14-bit voltage', () => {
    const codec = voltage('setpoint');
    for (let code = 0; code < 2 ** 14; code += 1) {
      expect(codec.encode(codec.decode(code))).toBe(code);
    }
  });

  it('gives back every code of wider fields, with and without sign', () => {
    for (const bits of [16, 18, 24, 32]) {
      for (const signed of [true, false]) {
        const codec = fixedPoint({ parameter: 'x', unit: '1', bits, scale: 2048, signed });
        fc.assert(
          fc.property(fc.integer({ min: 0, max: 2 ** bits - 1 }), (code) => {
            expect(codec.encode(codec.decode(code))).toBe(code);
          }),
        );
      }
    }
  });

  it('rounds a value inside the range to the nearest step, never further', () => {
    const codec = voltage('offset');
    fc.assert(
      fc.property(fc.double({ min: -1, max: 8191 / 8192, noNaN: true }), (value) => {
        expect(Math.abs(codec.decode(codec.encode(value)) - value)).toBeLessThanOrEqual(0.5 / 8192);
      }),
    );
  });

  it('ignores what stands above the field', () => {
    expect(voltage('offset').decode(0xffff_e000)).toBe(-1);
    expect(voltage('offset').decode(0xffff_d000)).toBe(0.5);
  });

  it('takes +1 V as full scale, and refuses anything beyond', () => {
    const codec = voltage('max_voltage');
    expect(codec.encode(1)).toBe(0x1fff);
    expect(codec.encode(-1)).toBe(0x2000);
    expect(() => codec.encode(1.0001)).toThrow(ValueOutOfRangeError);
    expect(() => codec.encode(-1.0001)).toThrow(ValueOutOfRangeError);
  });

  it('names parameter, value, range and unit, and says that nothing was written', () => {
    const refused = (): unknown => voltage('setpoint').encode(1.5);
    expect(refused).toThrow(
      'setpoint = 1.5 V is impossible: it must be from -1 V to 1 V. Nothing was written.',
    );
    expect(refused).toThrow(
      expect.objectContaining({ parameter: 'setpoint', value: 1.5, range: 'from -1 V to 1 V', unit: 'V' }),
    );
  });

  it('refuses what is not a number', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(() => gain.encode(value)).toThrow(ValueOutOfRangeError);
    }
  });

  it('refuses a gain that would silently become 0', () => {
    expect(gain.encode(0)).toBe(0);
    expect(gain.encode(0.6 / 4096)).toBe(1);
    expect(() => gain.encode(0.4 / 4096)).toThrow('0 or at least 0.000244141, the smallest step');
    expect(() => gain.encode(-1e-9)).toThrow(ValueOutOfRangeError);
  });
});
