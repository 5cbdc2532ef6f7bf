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

/** A timer of Node keeps its process alive; that of a browser is a number. */
function keepsProcessAlive(timer: unknown): timer is { unref(): unknown } {
  return typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function';
}

/** The computer's own monotonic clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimer: (callback, delay, housekeeping) => {
    const timer = setTimeout(callback, delay);
    if (housekeeping === 'housekeeping' && keepsProcessAlive(timer)) timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
