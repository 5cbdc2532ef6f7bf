import type { Codec } from './codec.ts';
import { formatRange, ValueOutOfRangeError } from './errors.ts';

/**
 * Codec of a whole number in the lowest `bits` bits, without sign.
 *
 * @param bias what the value is above the code: 1 where the register counts from 0 what people count from 1
 */
export function integer(parameter: string, bits: number, bias = 0): Codec<number> {
  const size = 2 ** bits;
  return {
    encode(value) {
      const code = value - bias;
      if (!(Number.isInteger(value) && code >= 0 && code < size)) {
        const range = `a whole number ${formatRange(bias, size - 1 + bias, '1')}`;
        throw new ValueOutOfRangeError(parameter, value, range, '1');
      }
      return code;
    },
    decode: (word) => ((word >>> 0) % size) + bias,
  };
}
