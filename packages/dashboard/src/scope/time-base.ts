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
