import { type Clock, CommandError, type Effect, type Timer } from '@pyrpl-mux/client';
import type { WaitState } from '@pyrpl-mux/redpitaya';
import { restateCallError } from './call-errors.ts';
import type { ChildCallError, ChildMessage } from './child-messages.ts';

/** Calls that may be pending at a time; the worker's lanes hold far fewer. */
const MAX_PENDING = 1024;

/** Longest time that a call may take without waiting, in all its steps [ms]. */
const ANSWER_LIMIT = 30_000;

/** Longest time that one call into PyRPL may take [s], unless a command says otherwise. */
export const CALL_LIMIT = 5;

/** How a call to the child is made. */
export interface CallOptions {
  /** Whether it writes no register: then its loss has no effect. */
  readonly reads: boolean;
  /** Longest time that one of its calls into PyRPL may take [s], default {@link CALL_LIMIT}. */
  readonly limit?: number;
  /** Stops its waiting. */
  readonly signal?: AbortSignal | undefined;
  readonly onWaiting?: ((state: WaitState) => void) | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What a table of calls needs. */
export interface CallsOptions {
  readonly clock: Clock;
  readonly send: (message: object) => void;
  /** Told, as a sentence, of a call that gets no answer; the child is then of no use. */
  readonly onStuck: (sentence: string) => void;
}

/** The pending calls to one child, by id. */
export class Calls {
  readonly #options: CallsOptions;
  readonly #pending = new Map<number, PendingCall>();
  #next = 1;
  #end: string | null = null;
  #strays = 0;

  constructor(options: CallsOptions) {
    this.#options = options;
  }

  /** How many calls are pending. */
  get size(): number {
    return this.#pending.size;
  }

  /** Answers that belonged to no pending call. */
  get strays(): number {
    return this.#strays;
  }

  /** Longest time that one call into PyRPL may take for the pending call `id` [s]. */
  limitOf(id: number | null): number {
    return (id === null ? undefined : this.#pending.get(id)?.options.limit) ?? CALL_LIMIT;
  }

  /**
   * Calls a method of the child.
   *
   * @returns its result, unchecked
   * @throws CommandError with the true effect, also if the child ends; WaitTimeoutError, WaitAbortedError
   */
  async call(method: string, args: object, options: CallOptions): Promise<unknown> {
    if (this.#end !== null) throw lost(this.#end, 'none');
    if (this.#pending.size >= MAX_PENDING)
      throw new CommandError('busy', `${MAX_PENDING} calls to PyRPL are pending. Nothing was done.`);
    options.signal?.throwIfAborted();
    const { clock, send, onStuck } = this.#options;
    const id = this.#next;
    this.#next += 1;
    const pending = new PendingCall(method, options, clock, onStuck);
    this.#pending.set(id, pending);
    const cancel = (): void => {
      send({ cancel: id });
      pending.expectAnswer();
    };
    options.signal?.addEventListener('abort', cancel, { once: true });
    try {
      send({ call: method, args, id, limit: options.limit ?? CALL_LIMIT });
      return await pending.answer;
    } finally {
      this.#pending.delete(id);
      pending.close();
      options.signal?.removeEventListener('abort', cancel);
    }
  }

  /** Takes what the child says of a call. */
  take(message: Extract<ChildMessage, { readonly id: number }>): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) {
      this.#strays += 1;
      return;
    }
    if ('waiting' in message) pending.wait(message.waiting);
    else if ('progress' in message)
      pending.options.onProgress?.(message.progress.done, message.progress.total);
    else if ('error' in message) pending.fail(message.error);
    else pending.succeed(message.result);
  }

  /**
   * Ends every pending call, and those to come.
   *
   * @param why a sentence
   * @param effects of the calls that the child had begun, if it could tell
   */
  end(why: string, effects?: ReadonlyMap<number, Effect>): void {
    this.#end = why;
    for (const [id, pending] of this.#pending) {
      if (effects === undefined) pending.lose(why);
      else pending.lose(why, effects.get(id) ?? 'none');
    }
  }
}

const CONSEQUENCES: Readonly<Record<Effect, string>> = {
  none: 'Nothing was changed.',
  done: 'What it writes was written.',
  unknown: 'Whether anything was changed is not known: read it back.',
};

function lost(why: string, effect: Effect): CommandError {
  return new CommandError('board_fault', `${why} ${CONSEQUENCES[effect]}`, { effect });
}

/** One call, from its sending to its answer. */
class PendingCall {
  readonly method: string;
  readonly options: CallOptions;
  readonly #clock: Clock;
  readonly #onStuck: (sentence: string) => void;
  readonly #settle = Promise.withResolvers<unknown>();
  #patience: Timer | null = null;

  constructor(method: string, options: CallOptions, clock: Clock, onStuck: (sentence: string) => void) {
    this.method = method;
    this.options = options;
    this.#clock = clock;
    this.#onStuck = onStuck;
    this.expectAnswer();
  }

  get answer(): Promise<unknown> {
    return this.#settle.promise;
  }

  /** From now on an answer must come within {@link ANSWER_LIMIT}. */
  expectAnswer(): void {
    this.close();
    this.#patience = this.#clock.setTimer(
      () => this.#onStuck(`${this.method} got no answer from PyRPL within ${ANSWER_LIMIT / 1000} s.`),
      ANSWER_LIMIT,
    );
  }

  /** The call waits, for as long as its signal lets it. */
  wait(state: WaitState): void {
    if (this.options.signal !== undefined && !this.options.signal.aborted) this.close();
    this.options.onWaiting?.(state);
  }

  succeed(result: unknown): void {
    this.#settle.resolve(result);
  }

  fail(error: ChildCallError): void {
    this.#settle.reject(restateCallError(this.method, error, this.options.signal?.reason));
  }

  lose(why: string, effect: Effect = this.options.reads ? 'none' : 'unknown'): void {
    this.#settle.reject(lost(why, effect));
  }

  /** Stops the watch over its answer. */
  close(): void {
    this.#patience?.cancel();
    this.#patience = null;
  }
}
