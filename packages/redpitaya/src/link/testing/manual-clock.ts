import type { Clock, Timer } from '../clock.ts';

interface Armed {
  readonly due: number;
  readonly run: () => void;
}

/** A clock that stands still until it is told to advance. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Armed>();

  now(): number {
    return this.#now;
  }

  setTimer(run: () => void, delay: number): Timer {
    const timer = { due: this.#now + delay, run };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
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

  #next(end: number): Armed | null {
    let earliest: Armed | null = null;
    for (const timer of this.#timers) {
      if (timer.due <= end && (earliest === null || timer.due < earliest.due)) earliest = timer;
    }
    return earliest;
  }
}
