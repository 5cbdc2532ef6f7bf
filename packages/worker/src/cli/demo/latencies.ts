/** Durations that quantiles are taken of: the latest ones, so that memory is bounded. */
const CAPACITY = 4096;

/** The latest round-trip times of a program. */
export class Latencies {
  readonly #values = new Float64Array(CAPACITY);
  #count = 0;

  /** @param milliseconds one round trip */
  add(milliseconds: number): void {
    this.#values[this.#count % CAPACITY] = milliseconds;
    this.#count += 1;
  }

  /** The exact quantile of the latest durations in ms, 0 before the first. */
  quantile(fraction: number): number {
    const sorted = this.#values.slice(0, Math.min(this.#count, CAPACITY)).sort();
    return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? 0;
  }
}
