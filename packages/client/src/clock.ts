/** A timer that was set and can be taken back. */
export interface Timer {
  cancel(): void;
}

/** Time, wherever it decides anything; tests bring their own. */
export interface Clock {
  /** Milliseconds from an arbitrary origin; never goes back. */
  now(): number;
  /** Calls back once after `delay` milliseconds. A `housekeeping` timer does not keep the process alive. */
  setTimer(callback: () => void, delay: number, housekeeping?: 'housekeeping'): Timer;
}

function unreference(timer: unknown): void {
  if (typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function')
    timer.unref();
}

/** The computer's own monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (callback, delay, housekeeping) => {
    const timer = setTimeout(callback, delay);
    if (housekeeping === 'housekeeping') unreference(timer);
    return { cancel: () => clearTimeout(timer) };
  },
};
