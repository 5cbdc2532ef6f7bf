import { encodeGiven } from '../registers/codec.ts';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import { filterChain } from '../registers/filter.ts';
import { COUNTS_PER_VOLT, fixedPoint, voltage } from '../registers/fixed-point.ts';
import { CLOCK_FREQUENCY } from '../registers/frequency.ts';
import { select } from '../registers/select.ts';
import { DSP, inputCodec, outputCodec } from './dsp.ts';
import type { PidParameters } from './pid.ts';

/** Gains that can stand still, in the order of the codes. */
export const PAUSES = ['off', 'i', 'p', 'pi'] as const;

/** Offsets of a controller's registers (red_pitaya_pid_block.v). */
export const PID = {
  integrator: 0x100,
  setpoint: 0x104,
  p: 0x108,
  i: 0x10c,
  inputFilter: 0x120,
  minimum: 0x124,
  maximum: 0x128,
  pause: 0x12c,
} as const;

/** Words from the integrator to the pause register. */
export const SETTINGS_WORDS = (PID.pause - PID.integrator) / 4 + 1;

/** Bits of the pause register that say which gains pause; the others are left as they are. */
export const PAUSE_MASK = 0x7;

export const integratorCodec = fixedPoint({
  parameter: 'integrator',
  unit: 'V',
  bits: 16,
  scale: COUNTS_PER_VOLT,
});
export const setpointCodec = voltage('setpoint');
export const pCodec = fixedPoint({ parameter: 'p', unit: '1', bits: 24, scale: 4096, keepNonZero: true });

/** Per clock cycle, the integrator grows by error x code / 2^32. */
export const iCodec = fixedPoint({
  parameter: 'i',
  unit: 'Hz',
  bits: 24,
  scale: (2 ** 32 * 2 * Math.PI) / CLOCK_FREQUENCY,
  keepNonZero: true,
});
export const inputFilterCodec = filterChain({
  parameter: 'input_filter',
  stages: 4,
  minimumBandwidth: 10,
  shiftBits: 5,
});
export const minimumCodec = voltage('min_voltage');
export const maximumCodec = voltage('max_voltage');
export const pauseCodec = select('pause', PAUSES, 2, 'off');

/** Register words of what is given of a controller. */
export interface PidWords {
  readonly output: number | undefined;
  readonly pause: number | undefined;
  /** The others, by their offset. */
  readonly settings: readonly (readonly [offset: number, word: number | undefined])[];
}

/**
 * Makes register words of what is given.
 *
 * @throws ValueOutOfRangeError
 */
export function encodePid(params: Partial<PidParameters>): PidWords {
  const { min_voltage: minimum, max_voltage: maximum } = params;
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    throw new ValueOutOfRangeError('min_voltage', minimum, `at most max_voltage, ${maximum} V`, 'V');
  }
  return {
    output: encodeGiven(outputCodec, params.output_direct),
    pause: encodeGiven(pauseCodec, params.pause),
    settings: [
      [DSP.input, encodeGiven(inputCodec, params.input)],
      [PID.setpoint, encodeGiven(setpointCodec, params.setpoint)],
      [PID.p, encodeGiven(pCodec, params.p)],
      [PID.i, encodeGiven(iCodec, params.i)],
      [PID.inputFilter, encodeGiven(inputFilterCodec, params.input_filter)],
      [PID.minimum, encodeGiven(minimumCodec, minimum)],
      [PID.maximum, encodeGiven(maximumCodec, maximum)],
    ],
  };
}
