/** Where time comes from, so that tests decide when it passes. */
export interface Clock {
  /** Monotonic time [ms] since an arbitrary start. */
  now(): number;
  /** Runs `run` once after `delay` [ms]; the returned function cancels it and may be called at any time. */
  setTimer(run: () => void, delay: number): () => void;
}

/** The clock of this computer; it never jumps when the time of day is set. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (run, delay) => {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};
