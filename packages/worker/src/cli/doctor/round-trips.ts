/** Round-trip times of reads that were made one after the other [ms]. */
export interface RoundTrips {
  readonly count: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly longest: number;
}

/** Upper edges of the bins [ms]; what is longer is in a last one. */
const EDGES = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] as const;

/** Characters of the longest bar. */
const WIDTH = 40;

/** Quantiles of at least one time: each is one of the times that were measured. */
export function summarise(times: readonly number[]): RoundTrips {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (fraction: number): number =>
    sorted[Math.max(0, Math.ceil(fraction * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), longest: at(1) };
}

/** A histogram as lines, from the first bin that has something to the last. */
export function drawHistogram(times: readonly number[]): readonly string[] {
  const edges = [...EDGES, Number.POSITIVE_INFINITY];
  const bins = edges.map((edge, index) => {
    const from = edges[index - 1] ?? 0;
    return { edge, count: times.filter((time) => time > from && time <= edge).length };
  });
  const filled = bins.map(({ count }) => count > 0);
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return bins
    .slice(Math.max(0, filled.indexOf(true)), filled.lastIndexOf(true) + 1)
    .map(({ edge, count }) => {
      const heading = edge === Number.POSITIVE_INFINITY ? `> ${EDGES.at(-1)} ms` : `<= ${edge} ms`;
      const bar = '#'.repeat(Math.ceil((count / most) * WIDTH));
      return `${heading.padStart(10)} ${String(count).padStart(4)} ${bar}`.trimEnd();
    });
}
