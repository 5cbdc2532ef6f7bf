import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drives, isSaturated, outputLabel, steadyVolts } from './output-drive.ts';

describe('outputs', () => {
  it.each([
    ['out1', true, false, 'OUT1'],
    ['out2', false, true, 'OUT2'],
    ['both', true, true, 'OUT1 and OUT2'],
    ['off', false, false, 'no output'],
  ] as const)('%s', (direct, first, second, label) => {
    expect([drives(direct, 'out1'), drives(direct, 'out2')]).toEqual([first, second]);
    expect(outputLabel(direct)).toBe(label);
  });

  it('are saturated at the first and the last of 16384 codes only', () => {
    for (let code = -8192; code <= 8191; code++)
      expect(isSaturated(code / 8192)).toBe(code === -8192 || code === 8191);
  });
});

describe('steadyVolts', () => {
  it.each([
    [0.1234, '+0.123 V'],
    [-1, '\u22121.000 V'],
    [-0.0001, '+0.000 V'],
    [0, '+0.000 V'],
  ])('%d is %s', (volts, text) => {
    expect(steadyVolts(volts)).toBe(text);
  });

  it('is always as wide', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), (volts) => {
        expect(steadyVolts(volts)).toHaveLength(8);
      }),
    );
  });
});
