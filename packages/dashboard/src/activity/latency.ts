import type { WorkerStatus } from './worker-status.ts';

/** Figures of one command. */
export interface CommandLatency {
  readonly command: string;
  readonly count: number;
  readonly errors: number;
  /** Milliseconds; null where none was carried out. */
  readonly p50_ms: number | null;
  readonly p99_ms: number | null;
}

/** By what the table can be sorted. */
export type LatencyColumn = keyof CommandLatency;

/** How the table is sorted. */
export interface LatencyOrder {
  readonly column: LatencyColumn;
  readonly direction: 'ascending' | 'descending';
}

/** Ends of the bars' scale [ms]: those of the worker's own buckets. */
const SHORTEST = 0.01;
const LONGEST = 100_000;

/**
 * Where a duration lies on a logarithmic scale from 10 µs to 100 s.
 *
 * @returns 0 to 1; durations beyond the ends lie at the ends
 */
export function logPosition(milliseconds: number): number {
  const position = Math.log10(milliseconds / SHORTEST) / Math.log10(LONGEST / SHORTEST);
  return Math.min(1, Math.max(0, position));
}

/** The order after a click on a column: names from a on, figures from the largest on; again, the other way. */
export function nextOrder({ column, direction }: LatencyOrder, clicked: LatencyColumn): LatencyOrder {
  if (clicked === column)
    return { column, direction: direction === 'ascending' ? 'descending' : 'ascending' };
  return { column: clicked, direction: clicked === 'command' ? 'ascending' : 'descending' };
}

/** The commands as rows of a table; where figures are equal, by name. */
export function sortLatencies(
  commands: WorkerStatus['commands'],
  { column, direction }: LatencyOrder,
): readonly CommandLatency[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return Object.entries(commands)
    .map(([command, figures]): CommandLatency => ({ command, ...figures }))
    .toSorted((one, other) => {
      const byName = one.command < other.command ? -1 : 1;
      if (column === 'command') return sign * byName;
      // What was never measured is the smallest.
      const difference = (one[column] ?? -1) - (other[column] ?? -1);
      return difference === 0 ? byName : sign * difference;
    });
}
