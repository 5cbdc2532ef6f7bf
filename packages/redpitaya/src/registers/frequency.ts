import type { Codec } from './codec.ts';
import { formatNumber, formatRange, ValueOutOfRangeError } from './errors.ts';
import { roundHalfEven } from './rounding.ts';

/** Clock of the board's converters and logic [Hz]. */
export const CLOCK_FREQUENCY = 125e6;

/**
 * Codec of an oscillator's frequency [Hz]: what is added to its phase of `bits` bits in each clock cycle.
 *
 * From 0 to half the clock frequency. A frequency other than 0 that would become 0 is refused.
 *
 * @param correction true clock frequency divided by 125 MHz (PyRPL's `frequency_correction`)
 */
export function frequency(parameter: string, bits: number, correction = 1): Codec<number> {
  const clock = CLOCK_FREQUENCY * correction;
  const turn = 2 ** bits;
  return {
    encode(value) {
      const code = roundHalfEven((value / clock) * turn);
      if (!(value >= 0 && code <= turn / 2)) {
        throw new ValueOutOfRangeError(parameter, value, formatRange(0, clock / 2, 'Hz'), 'Hz');
      }
      if (code === 0 && value !== 0) {
        const step = `0 or at least ${formatNumber(clock / turn)} Hz, the smallest step`;
        throw new ValueOutOfRangeError(parameter, value, step, 'Hz');
      }
      return code;
    },
    decode: (word) => (((word >>> 0) % turn) / turn) * clock,
  };
}
