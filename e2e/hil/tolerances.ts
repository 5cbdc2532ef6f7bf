/** Counts of a 14-bit signal per volt. */
export const COUNTS_PER_VOLT = 8192;

/** How far an input may be from the output that is wired to it. What stays inside the FPGA is compared exactly. */
export interface Tolerances {
  /** Relative error of a gain from output to input. */
  readonly gain: number;
  /** Error of a mean voltage [V]. */
  readonly offset: number;
  /** Error of the amplitude of a fitted sine [V], beyond that of the gain. */
  readonly amplitude: number;
  /** Deviation of a single sample [V], beyond gain and offset. */
  readonly sample: number;
  /** Rms of the noise [V]. */
  readonly noise: number;
  /** Least and greatest delay from the output's sum to the input's signal [cycles of 8 ns]. */
  readonly latency: readonly [least: number, greatest: number];
}

/** The boards that the suite knows. */
export type BoardKind = 'simulated' | 'noiseless' | 'real';

/**
 * The simulated board has an ideal wire: one register in the DAC, one in the ADC, and Gaussian noise of one count rms
 * that never exceeds 5.3 counts. A real one has the errors of uncalibrated converters; 50 ohm on the wrong side would
 * halve the gain, which is no longer within them.
 */
export const TOLERANCES: Readonly<Record<BoardKind, Tolerances>> = {
  simulated: {
    gain: 0,
    offset: 0.1 / COUNTS_PER_VOLT,
    amplitude: 0.3 / COUNTS_PER_VOLT,
    sample: 6 / COUNTS_PER_VOLT,
    noise: 1.1 / COUNTS_PER_VOLT,
    latency: [2, 2],
  },
  noiseless: {
    gain: 0,
    offset: 0,
    amplitude: 0.3 / COUNTS_PER_VOLT,
    sample: 0,
    noise: 0,
    latency: [2, 2],
  },
  real: {
    gain: 0.1,
    offset: 0.03,
    amplitude: 2e-3,
    sample: 0.02,
    noise: 3e-3,
    latency: [2, 50],
  },
};
