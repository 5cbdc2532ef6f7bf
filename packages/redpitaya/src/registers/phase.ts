import type { Codec } from './codec.ts';
import { ValueOutOfRangeError } from './errors.ts';
import { roundHalfEven } from './rounding.ts';

/**
 * Codec of an angle [deg] of which 2^`bits` codes make a turn; any finite angle, read back from 0 to below 360.
 *
 * @param direction -1 where a larger code means a smaller angle (the demodulator's phase, as PyRPL counts it)
 */
export function phase(parameter: string, bits: number, direction: 1 | -1 = 1): Codec<number> {
  const turn = 2 ** bits;
  const wrap = (code: number): number => ((code % turn) + turn) % turn;
  return {
    encode(value) {
      if (!Number.isFinite(value)) throw new ValueOutOfRangeError(parameter, value, 'a finite angle', 'deg');
      return wrap(roundHalfEven((direction * (value % 360) * turn) / 360));
    },
    decode: (word) => (wrap(direction * ((word >>> 0) % turn)) * 360) / turn,
  };
}
