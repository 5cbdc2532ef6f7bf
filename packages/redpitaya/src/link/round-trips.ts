/** Times from sending a request to its whole reply [ms], over the last {@link REMEMBERED} of them. */
export interface RoundTripSummary {
  /** How many the figures are made of; without any, the figures are null. */
  readonly samples: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p99: number | null;
}

const REMEMBERED = 1024;
const REMEMBERED_CLEAN = 32;

/** Round trips of a link: their statistics, and the length of the way itself. */
export class RoundTrips {
  readonly #recent: number[] = [];
  readonly #clean: number[] = [];
  #next = 0;
  #nextClean = 0;
  #way = 0;

  /**
   * @param duration [ms]
   * @param clean whether the request was small and nothing else was on its way. Only such a round trip measures the
   * way: if queueing counted, a fuller pipe would look like a longer one and be filled further.
   */
  record(duration: number, clean: boolean): void {
    this.#recent[this.#next] = duration;
    this.#next = (this.#next + 1) % REMEMBERED;
    if (!clean) return;
    this.#clean[this.#nextClean] = duration;
    this.#nextClean = (this.#nextClean + 1) % REMEMBERED_CLEAN;
    this.#way = Math.min(...this.#clean);
  }

  /** The round trip time of the way itself [ms]: the shortest of the last clean ones; 0 before the first. */
  get way(): number {
    return this.#way;
  }

  summary(): RoundTripSummary {
    const sorted = this.#recent.toSorted((a, b) => a - b);
    const samples = sorted.length;
    const quantile = (q: number): number | null =>
      sorted[Math.min(samples - 1, Math.floor(q * samples))] ?? null;
    return {
      samples,
      min: quantile(0),
      mean: samples === 0 ? null : sorted.reduce((sum, value) => sum + value, 0) / samples,
      p50: quantile(0.5),
      p99: quantile(0.99),
    };
  }
}
