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
  /** The cycle before the latest {@link resume}. */
  #earliest = 0;
  /** Cycles that board time was held back by. */
  #owed = 0;

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
    const cycles = this.#passed();
    this.#earliest = this.#cycle;
    this.#cycle += cycles + this.#owed;
    this.#owed = 0;
    this.#pausedAt += cycles * NANOSECONDS_PER_CYCLE;
  }

  /** Where {@link resume} would bring board time now. */
  get due(): number {
    return this.#cycle + this.#owed + this.#passed();
  }

  /** Board time has come only to `cycle` with the latest {@link resume}; the rest is made up for with later ones. */
  holdBack(cycle: number): void {
    const reached = Math.min(this.#cycle, Math.max(cycle, this.#earliest));
    this.#owed = this.#cycle - reached;
    this.#cycle = reached;
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

  #passed(): number {
    return Math.max(0, Math.floor((this.#now() - this.#pausedAt) / NANOSECONDS_PER_CYCLE));
  }
}
