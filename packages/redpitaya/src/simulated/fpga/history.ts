interface Entry<T> {
  cycle: number;
  value: T;
}

/**
 * Settings by the cycle from which they are in force, so that a signal can be worked out later than it happened.
 * The latest entry is in force until further notice.
 */
export class History<T> {
  #entries: Entry<T>[];

  constructor(initial: T) {
    this.#entries = [{ cycle: Number.NEGATIVE_INFINITY, value: initial }];
  }

  /** Number of settings remembered, at least 1. */
  get length(): number {
    return this.#entries.length;
  }

  /** The settings in force now. */
  get latest(): T {
    return this.#entry(this.#entries.length - 1).value;
  }

  /** Puts `value` in force from `cycle` on; later entries, if any, are replaced. */
  push(cycle: number, value: T): void {
    while (this.#entries.length > 0 && this.#entry(this.#entries.length - 1).cycle >= cycle)
      this.#entries.pop();
    this.#entries.push({ cycle, value });
  }

  /** The settings in force at `cycle` (the oldest remembered for anything before). */
  at(cycle: number): T {
    return this.#entry(this.#index(cycle)).value;
  }

  /** The settings in force during all of `from <= cycle < to`, or undefined if they change in it. */
  steady(from: number, to: number): T | undefined {
    const index = this.#index(from);
    return index === this.#index(to - 1) ? this.#entry(index).value : undefined;
  }

  /** Calls `visit` for every stretch of constant settings in `from <= cycle < to`, oldest first. */
  stretches(from: number, to: number, visit: (value: T, from: number, to: number) => void): void {
    for (let i = this.#index(from), begin = from; begin < to; i++) {
      const next = this.#entries[i + 1]?.cycle ?? Number.POSITIVE_INFINITY;
      const end = Math.min(next, to);
      if (end > begin) visit(this.#entry(i).value, begin, end);
      begin = Math.max(begin, end);
    }
  }

  /**
   * As {@link stretches} for the `count` cycles `start`, `start + stride`, ...
   * @param visit - gets the settings and the range `begin <= index < end` of those cycles
   */
  runs(
    start: number,
    stride: number,
    count: number,
    visit: (value: T, begin: number, end: number) => void,
  ): void {
    if (this.#entries.length === 1 || this.#index(start) === this.#entries.length - 1) {
      visit(this.at(start), 0, count);
      return;
    }
    const index = (cycle: number): number => Math.min(count, Math.ceil((cycle - start) / stride));
    this.stretches(start, start + (count - 1) * stride + 1, (value, from, to) => {
      const begin = index(from);
      const end = index(to);
      if (end > begin) visit(value, begin, end);
    });
  }

  /** Forgets what was in force only before `from` or only between `to` and the latest entry. */
  prune(from: number, to: number): void {
    const first = this.#index(from);
    const last = this.#index(to);
    const newest = this.#entries.length - 1;
    if (first === 0 && last >= newest - 1) return;
    this.#entries = this.#entries.filter((_, i) => (i >= first && i <= last) || i === newest);
  }

  #index(cycle: number): number {
    for (let i = this.#entries.length - 1; i > 0; i--) if (this.#entry(i).cycle <= cycle) return i;
    return 0;
  }

  #entry(index: number): Entry<T> {
    const entry = this.#entries[index];
    if (entry === undefined) throw new RangeError(`The history has no entry ${index}.`);
    return entry;
  }
}
