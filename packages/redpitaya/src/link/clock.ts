/** A timer that was set and can be taken back. */
export interface Timer {
  /** Does nothing if it has run already. */
  cancel(): void;
}

/** Where time comes from, so that tests decide when it passes. */
export interface Clock {
  /** Monotonic time [ms] since an arbitrary start. */
  now(): number;
  /** Runs `run` once after `delay` [ms]. */
  setTimer(run: () => void, delay: number): Timer;
}

/** The clock of this computer; it never jumps when the time of day is set. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (run, delay) => {
    const timer = setTimeout(run, delay);
    return { cancel: () => clearTimeout(timer) };
  },
};
