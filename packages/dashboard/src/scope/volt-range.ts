import type { NumericArray } from '@pyrpl-mux/client';

/** Divisions of the voltage axis where the volts per division are chosen. */
const VOLT_DIVISIONS = 8;

/** Volts per division that can be chosen. */
export const VOLTS_PER_DIVISION: readonly number[] = [
  1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5,
];

/** What the voltage axis shows, in V. */
export interface VoltRange {
  readonly min: number;
  readonly max: number;
  /** Between two lines of the grid. */
  readonly step: number;
}

/** The smallest distance of lines that the axis chooses by itself: some steps of the ADC. */
const FINEST = 500e-6;

/** Divisions that a trace takes at most where the axis chooses by itself. */
const FILLED = 8;

/** Share of the traces' span that the axis is wider on either side, so that the flat top of a square is not on its edge. */
const MARGIN = 0.02;

/** Divisions that the axis has at least. */
const FEWEST = 4;

/** Share of the axis below which it shrinks to what the traces take. */
const SPARSE = 0.4;

/** The axis with chosen volts per division. */
export function fixedRange(perDivision: number, centre: number): VoltRange {
  const half = (VOLT_DIVISIONS / 2) * perDivision;
  return { min: centre - half, max: centre + half, step: perDivision };
}

/** Smallest and largest of all values; null where there are none. */
export function extremes(channels: readonly NumericArray[]): readonly [number, number] | null {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const values of channels) {
    for (let k = 0; k < values.length; k++) {
      const value = values[k] ?? 0;
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
  }
  return lowest <= highest ? [lowest, highest] : null;
}

/**
 * The axis that shows values from `lowest` to `highest`. It stays as it is while they fit and fill a fair part of it, so
 * that noise does not make it jump from trace to trace.
 */
export function autoRange(present: VoltRange | null, lowest: number, highest: number): VoltRange {
  const fitting = present !== null && lowest >= present.min && highest <= present.max;
  if (fitting && (highest - lowest >= SPARSE * (present.max - present.min) || present.step === FINEST))
    return present;
  const step = roundStep((highest - lowest) / (FILLED - 1));
  const margin = MARGIN * (highest - lowest);
  const first = Math.floor((lowest - margin) / step);
  const last = Math.ceil((highest + margin) / step);
  const added = Math.max(0, Math.ceil((FEWEST - (last - first)) / 2));
  return { min: (first - added) * step, max: (last + added) * step, step };
}

/** The next of 1, 2, 5, 10, ... that is not smaller. */
function roundStep(step: number): number {
  if (step <= FINEST) return FINEST;
  const decade = 10 ** Math.floor(Math.log10(step));
  const digit = [1, 2, 5].find((one) => one * decade >= step * (1 - 1e-9)) ?? 10;
  return digit * decade;
}

/** Positions of the lines of the grid. */
export function gridLines({ min, max, step }: VoltRange): number[] {
  const first = Math.ceil(min / step - 1e-6);
  const count = Math.floor(max / step + 1e-6) - first + 1;
  // Counted, for sums of steps gather errors; and without the sign of a negative zero.
  return Array.from({ length: Math.max(0, count) }, (_, line) => (first + line) * step || 0);
}
