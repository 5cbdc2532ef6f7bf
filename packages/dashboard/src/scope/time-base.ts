import { SAMPLE_PERIOD, TRACE_LENGTH } from '@pyrpl-mux/client';
import { formatSi } from '../quantities/si.ts';

/** Divisions of the time axis when it shows a whole trace. */
export const TIME_DIVISIONS = 10;

/** Seconds per division at a decimation. */
export function timePerDivision(decimation: number): number {
  return (TRACE_LENGTH * SAMPLE_PERIOD * decimation) / TIME_DIVISIONS;
}

/** What is chosen as a decimation, for people: `131 µs/div`. */
export function timePerDivisionText(decimation: number): string {
  return `${formatSi(timePerDivision(decimation), 's', 3)}/div`;
}

/** Positions of the lines between divisions, the ends included. */
export function divisions(start: number, end: number): number[] {
  const division = (end - start) / TIME_DIVISIONS;
  return Array.from({ length: TIME_DIVISIONS + 1 }, (_, line) => start + line * division);
}

/** Times from one to another, in s from the trigger. */
export type TimeRange = readonly [number, number];

/** How many times larger a part is shown than the whole trace; 1 for no part. */
export function zoomOf(whole: TimeRange, part: TimeRange | null): number {
  return part === null ? 1 : (whole[1] - whole[0]) / (part[1] - part[0]);
}

/**
 * The part of a trace that is shown `zoom` times as large: around the middle of the present part, else around the
 * trigger, else around the middle of the trace.
 */
export function zoomed(whole: TimeRange, part: TimeRange | null, zoom: number): TimeRange {
  const [start, end] = whole;
  const half = (end - start) / (2 * zoom);
  const atTrigger = start <= 0 && end >= 0 ? 0 : (start + end) / 2;
  const wanted = part === null ? atTrigger : (part[0] + part[1]) / 2;
  const middle = Math.min(end - half, Math.max(start + half, wanted));
  return [middle - half, middle + half];
}
