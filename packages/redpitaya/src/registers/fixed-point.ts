import type { Codec } from './codec.ts';
import { formatNumber, formatRange, ValueOutOfRangeError } from './errors.ts';
import { roundHalfEven } from './rounding.ts';

/** A number of equal steps. */
export interface FixedPoint {
  /** Name of the parameter, for error messages. */
  readonly parameter: string;
  /** SI unit, `1` for a pure number. */
  readonly unit: string;
  /** Width of the field in the register. */
  readonly bits: number;
  /** Codes per unit. */
  readonly scale: number;
  /** Two's complement if true, which is the default. */
  readonly signed?: boolean;
  /** Smallest and largest code, where not all codes of the field are to be used. */
  readonly codes?: readonly [minimum: number, maximum: number];
  /**
   * Accepts the end of the nominal range, which is one step beyond the largest code, as the largest code: +1 V is
   * full scale, and 8191/8192 V is read back. Anything beyond is still an error.
   */
  readonly fullScale?: boolean;
  /** What the range in error messages is meant for, where it is not the parameter's only one. */
  readonly rangeNote?: string;
  /** Refuses a value other than 0 that would become code 0, such as a gain that would silently be off. */
  readonly keepNonZero?: boolean;
}

/** Two's complement of `code` in a field of `bits` bits, as an unsigned number. */
export const toField = (code: number, bits: number): number => (code & (2 ** bits - 1)) >>> 0;

/** The number that the lowest `bits` bits of `word` mean in two's complement. */
export const signExtend = (word: number, bits: number): number => (word << (32 - bits)) >> (32 - bits);

/** Codec of a fixed-point number in the lowest bits of a word. */
export function fixedPoint(format: FixedPoint): Codec<number> {
  const { parameter, unit, bits, scale, rangeNote } = format;
  const { signed = true, fullScale = false, keepNonZero = false } = format;
  const lowest = signed ? -(2 ** (bits - 1)) : 0;
  const highest = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  const [minimum, maximum] = format.codes ?? [lowest, highest];
  const end = fullScale ? maximum + 1 : maximum;
  return {
    encode(value) {
      const code = Math.min(roundHalfEven(value * scale), value * scale <= end ? maximum : Infinity);
      if (!(code >= minimum && code <= maximum)) {
        const note = rangeNote === undefined ? '' : ` (${rangeNote})`;
        const range = (factor: number): string =>
          formatRange((minimum / scale) * factor, (end / scale) * factor, unit) + note;
        throw new ValueOutOfRangeError(parameter, value, range, unit);
      }
      if (keepNonZero && code === 0 && value !== 0) {
        const step = `${formatNumber(1 / scale)}${unit === '1' ? '' : ` ${unit}`}`;
        throw new ValueOutOfRangeError(parameter, value, `0 or at least ${step}, the smallest step`, unit);
      }
      return toField(code, bits);
    },
    decode(word) {
      return (signed ? signExtend(word, bits) : toField(word, bits)) / scale;
    },
  };
}

/** Counts per volt of every 14-bit signal (redpitaya_top.v: the converters' full scale is 2^13 counts). */
export const COUNTS_PER_VOLT = 8192;

/** A voltage from -1 V to 1 V in 14 bits; +1 V is stored, and read back, as 8191/8192 V. */
export function voltage(parameter: string): Codec<number> {
  return fixedPoint({ parameter, unit: 'V', bits: 14, scale: COUNTS_PER_VOLT, fullScale: true });
}
