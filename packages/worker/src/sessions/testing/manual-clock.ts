import type { Clock, Timer } from '@pyrpl-mux/client';

interface Alarm {
  readonly due: number;
  readonly callback: () => void;
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  readonly #alarms = new Set<Alarm>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  setTimer(callback: () => void, delay: number): Timer {
    const alarm = { due: this.#now + delay, callback };
    this.#alarms.add(alarm);
    return { cancel: () => void this.#alarms.delete(alarm) };
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#alarms.size;
  }

  /** Moves on without a timer being served, as while the computer is suspended. */
  sleep(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** Moves on, through every timer that falls due. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = [...this.#alarms]
        .filter(({ due }) => due <= end)
        .sort((one, other) => one.due - other.due);
      if (next === undefined) break;
      this.#alarms.delete(next);
      this.#now = Math.max(this.#now, next.due);
      next.callback();
    }
    this.#now = end;
  }
}
