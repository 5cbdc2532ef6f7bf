/** Cycles that one 32-bit bus access takes: about 0.1 us, as over the general-purpose AXI port. */
export const CYCLES_PER_WORD = 12;

const NANOSECONDS_PER_CYCLE = 8;

/**
 * Board time in clock cycles since the image was loaded.
 *
 * Between accesses it follows the wall clock. From `resume` to `pause`, while a reply is being computed, only the
 * accesses themselves take time, so that a slow computation is invisible to whoever looks at the board.
 */
export class BoardClock {
  readonly #now: () => number;
  #cycle = 0;
  #pausedAt: number;

  /** @param now - monotonic wall clock in nanoseconds (any origin) */
  constructor(now: () => number = () => performance.now() * 1e6) {
    this.#now = now;
    this.#pausedAt = now();
  }

  /** The present cycle; a safe integer for the first two years of board time. */
  get cycle(): number {
    return this.#cycle;
  }

  /** Catches up with the wall clock; board time then stands still until {@link pause}. */
  resume(): void {
    const cycles = Math.floor((this.#now() - this.#pausedAt) / NANOSECONDS_PER_CYCLE);
    this.#cycle += Math.max(0, cycles);
    this.#pausedAt += Math.max(0, cycles) * NANOSECONDS_PER_CYCLE;
  }

  /** Lets board time follow the wall clock again; what has passed since {@link resume} is left out. */
  pause(): void {
    this.#pausedAt = this.#now();
  }

  /**
   * Takes the time of `words` consecutive accesses.
   * @returns the cycle of the first; each further one is {@link CYCLES_PER_WORD} later
   */
  access(words = 1): number {
    const first = this.#cycle;
    this.#cycle += words * CYCLES_PER_WORD;
    return first;
  }
}
