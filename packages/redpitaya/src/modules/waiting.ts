import type { Clock } from '../link/clock.ts';

/** Somebody stopped a wait on the board (by an AbortSignal, whose reason is the `cause`). */
export class WaitAbortedError extends Error {
  override readonly name = 'WaitAbortedError';
  /** What was being waited for, in words. */
  readonly state: string;
  /** How long it was waited for [s]. */
  readonly waited: number;

  constructor(state: string, waited: number, consequence: string, cause: unknown) {
    super(`Stopped after ${waited.toFixed(3)} s: ${state}. ${consequence}`, { cause });
    this.state = state;
    this.waited = waited;
  }
}

/** What was waited for did not come in time. */
export class WaitTimeoutError extends Error {
  override readonly name = 'WaitTimeoutError';
  /** What was being waited for, in words. */
  readonly state: string;
  /** How long it was waited for [s]. */
  readonly waited: number;

  constructor(state: string, waited: number, consequence: string) {
    super(`Timed out after ${waited.toFixed(3)} s: ${state}. ${consequence}`);
    this.state = state;
    this.waited = waited;
  }
}

/** Whether somebody asks to stop; a call, for the answer changes between two questions. */
export const isAborted = (signal: AbortSignal | undefined): boolean => signal?.aborted === true;

/** Timers are no finer than this [ms], and a round trip to the board takes about as long. */
const SHORTEST_SLEEP_MS = 1;

/**
 * Lets `duration` [ms] pass, or less if `signal` is aborted meanwhile. Never rejects. Does not wait at all for less
 * than a millisecond: asking the board takes as long.
 */
export async function sleep(clock: Clock, duration: number, signal: AbortSignal | undefined): Promise<void> {
  if (duration < SHORTEST_SLEEP_MS || isAborted(signal)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const wake = (): void => resolve();
  const timer = clock.setTimer(wake, duration);
  signal?.addEventListener('abort', wake, { once: true });
  await promise;
  timer.cancel();
  signal?.removeEventListener('abort', wake);
}

/** Pauses between polls [ms]: each twice the one before, from 0.2 ms to 5 ms. */
export class PollInterval {
  static readonly #LONGEST = 5;
  #next = 0.2;

  next(): number {
    const interval = this.#next;
    this.#next = Math.min(2 * interval, PollInterval.#LONGEST);
    return interval;
  }
}
