import type { NumericArray } from '@pyrpl-mux/client';

/** What is measured of one channel. Volts are those at the connector. */
export interface Measurements {
  /** Smallest sample [V]. */
  readonly min: number;
  /** Largest sample [V]. */
  readonly max: number;
  /** Peak to peak: largest minus smallest sample [V]. */
  readonly peakToPeak: number;
  readonly mean: number;
  /** Root of the mean square, the mean included (what heats a resistor) [V]. */
  readonly rms: number;
  /** Root of the mean square of what is left without the mean: the standard deviation [V]. */
  readonly rmsWithoutMean: number;
  readonly repetition: Repetition;
}

/** How often a signal repeats, or why that can't be told. */
export type Repetition =
  | { readonly frequency: number; readonly period: number; readonly reason: null }
  | { readonly frequency: null; readonly period: null; readonly reason: string };

/** Samples from `first` up to, not including, `end`. */
export interface SampleRange {
  readonly first: number;
  readonly end: number;
}

/**
 * The samples between two times, both included.
 *
 * @param trace - time of the first sample and time between samples [s]
 * @param times - in either order [s]
 */
export function samplesBetween(
  trace: { readonly time_start: number; readonly time_step: number },
  length: number,
  [one, other]: readonly [number, number],
): SampleRange {
  const index = (time: number): number => (time - trace.time_start) / trace.time_step;
  // A cursor on a sample may miss it by the last bits of its time.
  const slack = 1e-6;
  const first = Math.min(length, Math.max(0, Math.ceil(index(Math.min(one, other)) - slack)));
  const last = Math.min(length - 1, Math.floor(index(Math.max(one, other)) + slack));
  return { first, end: Math.max(first, last + 1) };
}

/**
 * Measures one channel.
 *
 * @param step - time between samples [s]
 * @returns null if the range holds no sample
 */
export function measure(
  samples: NumericArray,
  step: number,
  { first, end }: SampleRange = { first: 0, end: samples.length },
): Measurements | null {
  if (end <= first) return null;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let index = first; index < end; index++) {
    const value = samples[index] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  const mean = sum / (end - first);
  // Around the mean, for the difference of two large sums would lose a small signal on a large offset.
  let squares = 0;
  for (let index = first; index < end; index++) squares += ((samples[index] ?? 0) - mean) ** 2;
  const variance = squares / (end - first);
  return {
    min,
    max,
    peakToPeak: max - min,
    mean,
    rms: Math.sqrt(mean ** 2 + variance),
    rmsWithoutMean: Math.sqrt(variance),
    repetition: repetitionOf(risingCrossings(samples, { first, end }, { min, max, mean }), min === max, step),
  };
}

/** How far the signal has to go beyond the mean before the next crossing counts, as part of peak to peak. */
const HYSTERESIS = 0.1;

/**
 * Where the signal rises through its mean, in samples, interpolated between neighbours. A crossing counts once the signal
 * came from a tenth of peak to peak below the mean and reaches a tenth above (less for pulses, whose mean is near one of
 * their levels); of several crossings on that way it is the middle.
 */
function risingCrossings(
  samples: NumericArray,
  { first, end }: SampleRange,
  { min, max, mean }: { readonly min: number; readonly max: number; readonly mean: number },
): readonly number[] {
  const band = Math.min(HYSTERESIS * (max - min), (mean - min) / 2, (max - mean) / 2);
  const found: number[] = [];
  let wasBelow = false;
  let earliest: number | null = null;
  let latest = 0;
  let before = samples[first] ?? 0;
  for (let index = first; index < end; index++) {
    const value = samples[index] ?? 0;
    if (value <= mean - band) {
      wasBelow = true;
      earliest = null;
    }
    if (wasBelow && before < mean && value >= mean) {
      latest = index - 1 + (mean - before) / (value - before);
      earliest ??= latest;
    }
    if (earliest !== null && value >= mean + band) {
      found.push((earliest + latest) / 2);
      wasBelow = false;
      earliest = null;
    }
    before = value;
  }
  return found;
}

/** Scatter of the crossings around equal distances, as part of the period, from which on a signal does not repeat. */
const IRREGULAR = 0.1;

/** The period is the slope of a straight line through the crossings by least squares. */
function repetitionOf(crossings: readonly number[], flat: boolean, step: number): Repetition {
  if (flat) return none('the signal is constant.');
  if (crossings.length < 2)
    return none('the signal rises through its mean less than twice; show more periods.');
  const middle = (crossings.length - 1) / 2;
  const meanTime = crossings.reduce((sum, time) => sum + time, 0) / crossings.length;
  let products = 0;
  let squares = 0;
  crossings.forEach((time, index) => {
    products += (index - middle) * (time - meanTime);
    squares += (index - middle) ** 2;
  });
  const period = products / squares;
  const scatter = Math.sqrt(
    crossings.reduce((sum, time, index) => sum + (time - meanTime - (index - middle) * period) ** 2, 0) /
      crossings.length,
  );
  if (scatter > IRREGULAR * period) return none('the signal does not repeat regularly.');
  return { frequency: 1 / (period * step), period: period * step, reason: null };
}

function none(reason: string): Repetition {
  return { frequency: null, period: null, reason };
}
