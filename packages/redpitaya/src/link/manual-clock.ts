import type { Clock } from './clock.ts';

interface Timer {
  readonly due: number;
  readonly run: () => void;
}

/** A clock that stands still until it is told to advance. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now;
  }

  setTimer(run: () => void, delay: number): () => void {
    const timer = { due: this.#now + delay, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are armed. */
  get armed(): number {
    return this.#timers.size;
  }

  /** Lets `duration` [ms] pass; timers run in the order they fall due, each at its own moment. */
  advance(duration: number): void {
    const end = this.#now + duration;
    for (let next = this.#next(end); next !== null; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = next.due;
      next.run();
    }
    this.#now = end;
  }

  #next(end: number): Timer | null {
    let earliest: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.due <= end && (earliest === null || timer.due < earliest.due)) earliest = timer;
    }
    return earliest;
  }
}
