import type { Clock } from '../../link/clock.ts';

/** Time that only passes when somebody waits for it; the simulated board lives in it, too. */
export class BenchClock implements Clock {
  #now = 0;

  now(): number {
    return this.#now;
  }

  setTimer(run: () => void, delay: number): { cancel(): void } {
    const due = this.#now + delay;
    const immediate = setImmediate(() => {
      this.#now = Math.max(this.#now, due);
      run();
    });
    return { cancel: () => clearImmediate(immediate) };
  }

  /** Lets `duration` [ms] pass. */
  pass(duration: number): void {
    this.#now += duration;
  }
}
