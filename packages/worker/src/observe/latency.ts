/** Upper bounds of the buckets in seconds: 1, 2, 5 per decade from 10 us to 100 s. */
export const LATENCY_BOUNDS: readonly number[] = Array.from({ length: 22 }, (_, index) =>
  Number(`${[1, 2, 5][index % 3] ?? 1}e${Math.floor(index / 3) - 5}`),
);

/** How long something took, in buckets of fixed size: bounded memory, cheap to record. */
export class LatencyHistogram {
  /** Occurrences per bucket of {@link LATENCY_BOUNDS}; the last one counts those beyond all bounds. */
  readonly buckets: number[] = Array.from({ length: LATENCY_BOUNDS.length + 1 }, () => 0);
  count = 0;
  /** Sum in seconds. */
  sum = 0;

  record(seconds: number): void {
    let bucket = 0;
    while (seconds > (LATENCY_BOUNDS[bucket] ?? Number.POSITIVE_INFINITY)) bucket++;
    this.buckets[bucket] = (this.buckets[bucket] ?? 0) + 1;
    this.count++;
    this.sum += seconds;
  }

  /**
   * A quantile in seconds, linear within its bucket; null before the first record.
   *
   * @param fraction - 0.5 for the median
   */
  quantile(fraction: number): number | null {
    if (this.count === 0) return null;
    const rank = fraction * this.count;
    let below = 0;
    let lower = 0;
    for (const [bucket, inside] of this.buckets.entries()) {
      const upper = LATENCY_BOUNDS[bucket] ?? lower;
      if (inside > 0 && below + inside >= rank) return lower + ((upper - lower) * (rank - below)) / inside;
      below += inside;
      lower = upper;
    }
    return lower;
  }
}
