import type { Clock } from '@pyrpl-mux/client';

/** A clock on which everything takes a fraction of its time: for suites that wait out many deadlines of real parts. */
export function hastyClock(factor: number): Clock {
  return {
    now: () => factor * performance.now(),
    setTimer: (callback, delay, housekeeping) => {
      const timer = setTimeout(callback, delay / factor);
      if (housekeeping === 'housekeeping') timer.unref();
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
