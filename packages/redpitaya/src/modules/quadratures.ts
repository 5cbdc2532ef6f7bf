import type { Clock } from '../link/clock.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { formatRange, ValueOutOfRangeError } from '../registers/errors.ts';
import { signExtend } from '../registers/fixed-point.ts';
import { CLOCK_FREQUENCY } from '../registers/frequency.ts';
import { RegisterBatch } from '../registers/register-batch.ts';
import { roundHalfEven } from '../registers/rounding.ts';
import { IQ } from './iq-registers.ts';
import type { AveragingState } from './wait-state.ts';
import { isAborted, PollInterval, sleep, WaitAbortedError, WaitTimeoutError } from './waiting.ts';

/** A sine A sin(wt + phi) at the input, w being the oscillator's, gives i = A cos(phi) and q = A sin(phi). */
export interface Quadratures {
  /** In phase with the demodulating sine [V]. */
  readonly i: number;
  /** A quarter of a period ahead of it [V]. */
  readonly q: number;
}

/** How to measure quadratures. */
export interface MeasureOptions {
  /**
   * Time before the averaging begins [s], 0 to 34.36. Default: what the filters behind the demodulation need to
   * settle, the sum of 1/bandwidth over their stages (to 0.2 % for one stage, to 0.01 % for two).
   */
  readonly settlingTime?: number | undefined;
  /** Stops the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the waiting begins, with what is waited for. */
  readonly onWaiting?: ((state: AveragingState) => void) | undefined;
  readonly clock?: Clock | undefined;
}

interface Demodulator {
  readonly base: number;
  readonly frequencyWord: number;
  readonly bandwidth: readonly number[];
  readonly clock: Clock;
}

/** Set in each word of the sums while the accumulator is at work. */
const BUSY = 0x8000_0000;
const LOW_BITS = 0x7fff_ffff;

/**
 * Volts per unit of the mean: a quadrature has 24 bits, 2^23 for the product of a full-scale input with the sine,
 * and a sine of amplitude A has a mean product of A/2.
 */
const VOLTS = 2 ** -22;

/** A wait may end this much later than it should [ms] before the board is called stuck. */
const GRACE_MS = 1000;

/**
 * How many clock cycles a time takes, from `fewest` on.
 *
 * @throws ValueOutOfRangeError
 */
export function cycles(parameter: string, seconds: number, fewest: 0 | 1): number {
  const count = roundHalfEven(seconds * CLOCK_FREQUENCY);
  if (count >= fewest && count < 2 ** 32) return count;
  const range = formatRange(fewest / CLOCK_FREQUENCY, (2 ** 32 - 1) / CLOCK_FREQUENCY, 's');
  throw new ValueOutOfRangeError(parameter, seconds, range, 's');
}

/** A sum of 62 bits in two words of 31. */
const sumOf = (low: number, high: number): number => signExtend(high, 31) * 2 ** 31 + (low & LOW_BITS);

/**
 * One measurement with the accumulator behind the quadrature filters (PyRPL's network analyser).
 *
 * i + jq = 2^-22 V x (sum of the quadratures) / (number of cycles), so that sqrt(i^2 + q^2) is the amplitude of a sine
 * at the input, apart from the input filter. In a loop-back the phase contains the delay of the loop and the phase
 * setting. Outputs, oscillator and settings do not change; a measurement that is under way starts again.
 *
 * @throws ValueOutOfRangeError for an impossible time, before anything is written; WaitAbortedError, after which the
 * board finishes the accumulation by itself; WaitTimeoutError if it does not finish within 1 s of its time.
 */
export async function measureQuadratures(
  port: RegisterPort,
  averagingTime: number,
  options: MeasureOptions & Demodulator,
): Promise<Quadratures> {
  const { base, frequencyWord, bandwidth, signal, onWaiting, clock } = options;
  const settlingTime =
    options.settlingTime ??
    bandwidth.reduce((sum, value) => sum + (value === 0 ? 0 : 1 / Math.abs(value)), 0);
  const averages = cycles('averaging_time', averagingTime, 1);
  const settling = cycles('settling_time', settlingTime, 0);
  const duration = ((averages + settling) / CLOCK_FREQUENCY) * 1e3;
  const state: AveragingState = { kind: 'averaging', averagingTime, settlingTime };
  if (isAborted(signal)) {
    throw new WaitAbortedError(state, 0, 'It had not begun.', signal?.reason);
  }

  const batch = new RegisterBatch();
  batch.write(base + IQ.averages, averages);
  batch.write(base + IQ.sleepCycles, settling);
  batch.write(base + IQ.frequency, frequencyWord);
  await batch.send(port);

  const started = clock.now();
  const waited = (): number => (clock.now() - started) / 1e3;
  const interval = new PollInterval();
  onWaiting?.(state);
  await sleep(clock, duration, signal);
  for (;;) {
    if (isAborted(signal)) {
      const consequence = 'The board finishes the measurement by itself; no setting was changed.';
      throw new WaitAbortedError(state, waited(), consequence, signal?.reason);
    }
    const late = clock.now() - started > duration + GRACE_MS;
    const [iLow = 0, iHigh = 0, qLow = 0, qHigh = 0] = await port.read(base + IQ.sums, 4);
    if (((iLow | iHigh | qLow | qHigh) & BUSY) === 0) {
      return {
        i: (sumOf(iLow, iHigh) / averages) * VOLTS,
        q: (sumOf(qLow, qHigh) / averages) * VOLTS,
      };
    }
    if (late) {
      throw new WaitTimeoutError(
        state,
        waited(),
        'The board did not finish in time; no setting was changed.',
      );
    }
    await sleep(clock, interval.next(), signal);
  }
}
