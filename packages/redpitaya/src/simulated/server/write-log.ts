/** One write that the register server really performed. */
export interface LoggedWrite {
  readonly address: number;
  /** Number of words. */
  readonly count: number;
  /** The board's clock cycle at that moment; 0 if the board keeps none. */
  readonly cycle: number;
}

/** What was written to the registers, whatever the client was told: the truth that an error's `effect` is held against. */
export class WriteLog {
  readonly #limit: number;
  #entries: LoggedWrite[] = [];
  #total = 0;

  /** @param limit how many of the latest writes are remembered */
  constructor(limit = 65_536) {
    this.#limit = limit;
  }

  /** The latest writes, oldest first. */
  get entries(): readonly LoggedWrite[] {
    return this.#entries;
  }

  /** All writes since the start, forgotten ones included. */
  get total(): number {
    return this.#total;
  }

  add(entry: LoggedWrite): void {
    this.#total += 1;
    this.#entries.push(entry);
    if (this.#entries.length >= 2 * this.#limit) this.#entries = this.#entries.slice(-this.#limit);
  }
}
