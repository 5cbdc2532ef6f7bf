import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueOutOfRangeError } from './errors.ts';
import { integer } from './integer.ts';
import { select } from './select.ts';

describe('select', () => {
  const output = select('output_direct', ['off', 'out1', 'out2'], 2, 'off');

  it('gives back every name, and reads a code without one as agreed', () => {
    expect((['off', 'out1', 'out2'] as const).map((name) => output.decode(output.encode(name)))).toEqual([
      'off',
      'out1',
      'out2',
    ]);
    expect(output.decode(3)).toBe('off');
    expect(output.decode(0xffff_fffd)).toBe('out1');
  });

  it('names the choices when refusing', () => {
    const asText: { encode(value: string): number } = select<string>('input', ['in1', 'in2'], 4, 'in1');
    expect(() => asText.encode('in3')).toThrow('input = in3 is impossible: it must be one of in1, in2.');
    expect(() => asText.encode('constructor')).toThrow(ValueOutOfRangeError);
  });
});

describe('integer', () => {
  it('gives back every code', () => {
    for (const [bits, bias] of [
      [32, 0],
      [16, 1],
      [8, 0],
    ] as const) {
      const codec = integer('bursts', bits, bias);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** bits - 1 }), (code) => {
          expect(codec.encode(codec.decode(code))).toBe(code);
        }),
      );
    }
  });

  it('refuses fractions and what is out of range', () => {
    const codec = integer('bursts', 16, 1);
    expect(codec.encode(65_536)).toBe(0xffff);
    for (const value of [0, 1.5, 65_537, Number.NaN]) {
      expect(() => codec.encode(value)).toThrow(ValueOutOfRangeError);
    }
  });
});
