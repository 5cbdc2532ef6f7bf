/** Seconds before the first new attempt. */
export const FIRST_DELAY = 0.25;

/** Longest time between two attempts, in seconds. */
export const LONGEST_DELAY = 10;

/** Doubling delays with jitter, so that many clients do not come back in step. */
export class Backoff {
  readonly #random: () => number;
  #attempts = 0;

  /** @param random - uniform in 0 <= x < 1 */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Seconds until the next attempt: between half and all of {@link FIRST_DELAY} x 2^n, at most {@link LONGEST_DELAY}. */
  next(): number {
    const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(this.#attempts, 30));
    this.#attempts += 1;
    return (ceiling / 2) * (1 + this.#random());
  }

  /** An attempt succeeded. */
  reset(): void {
    this.#attempts = 0;
  }
}
