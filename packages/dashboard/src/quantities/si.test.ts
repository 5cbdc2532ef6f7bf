import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digitsOf, formatSi, parseSi } from './si.ts';

const unit = fc.constantFrom('Hz', 'V', 's', 'deg', '1', 'dBV');
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }),
  fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.integer({ min: -18, max: 15 }))
    .map(([mantissa, power]) => Number(`${mantissa}e${power}`)),
);

describe('formatSi', () => {
  it.each([
    [12_500, 'Hz', '12.5 kHz'],
    [-0.0032, 'V', '-3.2 mV'],
    [0, 'V', '0 V'],
    [-0, 'V', '0 V'],
    [0.99999999, 'V', '1 V'],
    [999_999.9, 'Hz', '1 MHz'],
    [999_999, 'Hz', '999.999 kHz'],
    [8e-9, 's', '8 ns'],
    [2e-6, 's', '2 µs'],
    [90, 'deg', '90 deg'],
    [12_345, 'deg', '12345 deg'],
    [0.000244140625, '1', '0.000244141'],
    [62.5e6, 'Hz', '62.5 MHz'],
    [1e-15, 'V', '0.001 pV'],
    [5e12, 'Hz', '5000 GHz'],
  ])('%d %s is "%s"', (number, of, text) => {
    expect(formatSi(number, of)).toBe(text);
  });

  it('shows as many digits as are asked for', () => {
    expect(formatSi(1234.5678, 'Hz', 3)).toBe('1.23 kHz');
    expect(formatSi(999.6, 'V', 3)).toBe('1 kV');
    expect(formatSi(10_000_003.5, 'Hz', 9)).toBe('10.0000035 MHz');
  });

  it('never shows a thousand where there is a prefix for it', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 15 }), (number, digits) => {
        const shown = Math.abs(Number.parseFloat(formatSi(number, 'V', digits)));
        expect(shown < 1000 || Math.abs(number) >= 9.99e11).toBe(true);
      }),
    );
  });

  it('says a value in a way that is read as the same value, however often', () => {
    fc.assert(
      fc.property(value, unit, fc.integer({ min: 1, max: 15 }), (number, of, digits) => {
        const read = parseSi(formatSi(number, of, digits), of);
        expect(read).toBe(Number(number.toPrecision(digits)) + 0);
        expect(typeof read === 'number' && formatSi(read, of, digits)).toBe(formatSi(number, of, digits));
      }),
    );
  });
});

describe('digitsOf', () => {
  it('shows what the grid can hold', () => {
    expect(formatSi(1000.0076, 'Hz', digitsOf(1000.0076, 0.1))).toBe('1 kHz');
    expect(formatSi(10_000_000.14, 'Hz', digitsOf(10_000_000.14, 0.1))).toBe('10.0000001 MHz');
    expect(formatSi(0.0999755859375, 'V', digitsOf(0.0999755859375, 1e-4))).toBe('100 mV');
    expect(digitsOf(0, 1e-4)).toBe(1);
    expect(digitsOf(1e-9, 1e-4)).toBe(1);
  });
});

describe('parseSi', () => {
  it.each([
    ['12.5 k', 12_500],
    ['12.5kHz', 12_500],
    ['  12.5   kHz ', 12_500],
    ['12.5 k Hz', 12_500],
    ['1e6', 1e6],
    ['1e3 k', 1e6],
    ['1E-3M', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['+5', 5],
    ['\u22125 m', -0.005],
    ['200u', 200e-6],
    ['200 µHz', 200e-6],
    ['200 \u03bcHz', 200e-6],
    ['2 K', 2000],
    ['1.1 m', 0.0011],
    ['-0', 0],
  ])('reads "%s" as %d Hz', (text, number) => {
    expect(parseSi(text, 'Hz')).toBe(number);
  });

  it.each([
    ['', 'Hz', /missing/],
    ['3,5 m', 'V', /decimal point/],
    ['abc', 'V', /not a number/],
    ['0x10', 'V', /not understood/],
    ['1 2', 'V', /not understood/],
    ['1.2.3', 'V', /not understood/],
    ['5 V', 'Hz', /unit here is Hz/],
    ['12 khz', 'Hz', /unit here is Hz, as in/],
    ['5 kdeg', 'deg', /unit here is deg/],
    ['5 k', '1', /without a unit/],
    ['5 1', '1', /without a unit/],
    ['1e400', 'V', /larger/],
    ['Infinity', 'V', /not a number/],
    ['NaN', 'V', /not a number/],
  ])('says what is wrong with "%s" %s', (text, of, sentence) => {
    expect(parseSi(text, of)).toMatch(sentence);
  });

  it('reads degrees with their sign', () => {
    expect(parseSi('45°', 'deg')).toBe(45);
    expect(parseSi('45 deg', 'deg')).toBe(45);
  });

  it('answers any text with a number or a sentence', () => {
    fc.assert(
      fc.property(fc.string(), unit, (text, of) => {
        const read = parseSi(text, of);
        expect(typeof read === 'string' ? read.endsWith('.') : Number.isFinite(read)).toBe(true);
      }),
    );
  });
});
