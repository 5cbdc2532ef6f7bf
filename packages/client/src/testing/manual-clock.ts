import type { Clock, Timer } from '../clock.ts';

interface Armed {
  readonly due: number;
  readonly callback: () => void;
  readonly housekeeping: boolean;
}

/** A clock that stands still until it is told to advance. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<Armed>();

  now(): number {
    return this.#now;
  }

  /** @throws RangeError for a delay of which a real timer makes none: 25 days or more */
  setTimer(callback: () => void, delay: number, housekeeping?: 'housekeeping'): Timer {
    if (delay >= 2 ** 31) throw new RangeError(`A timer can't wait for ${delay} ms.`);
    const timer = { due: this.#now + delay, callback, housekeeping: housekeeping === 'housekeeping' };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  /** How many timers are armed. */
  get armed(): number {
    return this.#timers.size;
  }

  /** Lets `duration` ms pass; timers run in the order they fall due, each at its own moment. */
  advance(duration: number): void {
    const end = this.#now + duration;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
    }
    this.#now = end;
  }

  /** Loses every timer but those of housekeeping, as a computer that slept might. */
  loseTimers(): void {
    for (const timer of this.#timers) if (!timer.housekeeping) this.#timers.delete(timer);
  }

  /**
   * Jumps by `duration` ms without running what falls due on the way, as a suspended computer does; the next
   * {@link advance} runs it late.
   */
  sleep(duration: number): void {
    this.#now += duration;
  }

  #next(end: number): Armed | undefined {
    let earliest: Armed | undefined;
    for (const timer of this.#timers)
      if (timer.due <= end && (earliest === undefined || timer.due < earliest.due)) earliest = timer;
    return earliest;
  }
}
