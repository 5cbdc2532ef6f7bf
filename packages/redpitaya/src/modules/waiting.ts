import type { Clock } from '../link/clock.ts';
import { describeWait, type VoltScale, type WaitState } from './wait-state.ts';

/** A wait for the board ended without what was waited for. */
class WaitError extends Error {
  /** What was being waited for. */
  readonly state: WaitState;
  /** How long it was waited for [s]. */
  readonly waited: number;
  readonly #sentence: (state: string) => string;

  constructor(ending: string, state: WaitState, waited: number, consequence: string, cause?: unknown) {
    const sentence = (text: string): string =>
      `${ending} after ${waited.toFixed(3)} s: ${text}. ${consequence}`;
    super(sentence(describeWait(state)), { cause });
    this.state = state;
    this.waited = waited;
    this.#sentence = sentence;
  }

  /** The message with volts at the connectors. */
  describe(scale: VoltScale): string {
    return this.#sentence(describeWait(this.state, scale));
  }
}

/** Somebody stopped a wait on the board (by an AbortSignal, whose reason is the `cause`). */
export class WaitAbortedError extends WaitError {
  override readonly name = 'WaitAbortedError';

  constructor(state: WaitState, waited: number, consequence: string, cause: unknown) {
    super('Stopped', state, waited, consequence, cause);
  }
}

/** What was waited for did not come in time. */
export class WaitTimeoutError extends WaitError {
  override readonly name = 'WaitTimeoutError';

  constructor(state: WaitState, waited: number, consequence: string) {
    super('Timed out', state, waited, consequence);
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
