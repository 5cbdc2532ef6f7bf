import { TRACE_LENGTH } from '@pyrpl-mux/client';

/** CSS pixels from which on a plot gets every sample. */
const WIDE = 600;

/** Points are asked for in multiples of this, so that a few pixels more or less change nothing. */
const STEP = 256;

/**
 * Values per channel to ask for: minimum and maximum for each pixel of a narrow plot, so that a phone's link carries what
 * it can show; undefined for every sample.
 *
 * @param width - of the plot in CSS pixels
 * @param pixelRatio - device pixels per CSS pixel
 */
export function wantedPoints(width: number, pixelRatio: number): number | undefined {
  if (width >= WIDE) return undefined;
  const points = Math.ceil((2 * Math.max(width, 1) * pixelRatio) / STEP) * STEP;
  return points < TRACE_LENGTH ? points : undefined;
}
