import { type Clock, CommandError, type ScopeStreamState, type Timer } from '@pyrpl-mux/client';
import type { Backend, StreamedTrace } from '../backend/backend.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Occupancy } from '../dispatch/lane.ts';
import type { LimitedLog } from '../observe/log.ts';

/** Milliseconds until an acquisition that failed is tried again. */
const RETRY = 1000;

/** Milliseconds for which the end of an acquisition is waited for when the worker stops. */
const CLOSE_PATIENCE = 10_000;

/** Milliseconds of waiting for a trigger before it is told. */
const PATIENCE = 500;

/** What a loop needs. */
export interface TraceLoopOptions {
  readonly backend: Backend;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly log: LimitedLog;
  readonly onTrace: (trace: StreamedTrace) => void;
}

/** Why no trace comes. */
type Obstacle = Pick<ScopeStreamState, 'reason'> & { readonly state: 'no_trigger' | 'failed' };

const NO_TRIGGER: Obstacle = {
  state: 'no_trigger',
  reason:
    'The trigger source of the scope is off, or nobody has chosen one, so no trace begins. Choose one with scope_setup.',
};

/** Takes one trace whenever one is wanted, in the lane of the scope, and leaves the lane to any command that wants it. */
export class TraceLoop {
  readonly #options: TraceLoopOptions;
  readonly #unsubscribe: () => void;
  #wanted = false;
  #occupancy: Occupancy | null = null;
  /** Stops the acquisition that runs. */
  #stop: AbortController | null = null;
  #ended: Promise<void> = Promise.resolve();
  #wait: { readonly describe: () => string; readonly since: number } | null = null;
  #obstacle: Obstacle | null = null;
  #retry: Timer | null = null;
  #closed = false;

  constructor(options: TraceLoopOptions) {
    this.#options = options;
    const { backend, dispatcher } = options;
    this.#unsubscribe = backend.onChange((changes) => {
      if (changes.has('scope')) this.#tryAgain();
    });
    dispatcher.onReadiness(() => this.#tryAgain());
  }

  /** Asks for one trace, unless one is asked for already. */
  request(): void {
    this.#wanted = true;
    this.#enter();
  }

  /** Nobody wants a trace any more: what is under way is given up. */
  withdraw(): void {
    this.#wanted = false;
    this.#obstacle = null;
    this.#retry?.cancel();
    this.#retry = null;
    this.#stop?.abort(new CommandError('cancelled', 'Nobody wants the trace any more.'));
    if (this.#occupancy?.phase === 'queued') this.#leave(this.#occupancy);
  }

  /** What it is doing, while somebody is subscribed. */
  get state(): Omit<ScopeStreamState, 'viewers'> {
    const { clock, dispatcher } = this.#options;
    const { state, reason } = dispatcher.readiness;
    if (state !== 'ready') return { state: 'no_board', reason };
    if (this.#obstacle !== null) return this.#obstacle;
    if (this.#occupancy !== null && this.#occupancy.phase !== 'running')
      return { state: 'interrupted', reason: 'A command has the scope; traces go on after it.' };
    if (this.#wait !== null && clock.now() - this.#wait.since > PATIENCE)
      return { state: 'waiting', reason: `The scope is ${this.#wait.describe()}.` };
    return { state: 'running', reason: null };
  }

  /** Gives up what is under way; resolves when it has left the scope, after 10 s at the latest. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unsubscribe();
    this.withdraw();
    const { promise, resolve } = Promise.withResolvers<void>();
    const patience = this.#options.clock.setTimer(resolve, CLOSE_PATIENCE);
    await Promise.race([this.#ended, promise]);
    patience.cancel();
  }

  #tryAgain(): void {
    this.#obstacle = null;
    this.#enter();
  }

  #enter(): void {
    const { dispatcher } = this.#options;
    if (this.#closed || !this.#wanted || this.#occupancy !== null || this.#obstacle !== null) return;
    if (dispatcher.readiness.state !== 'ready') return;
    this.#retry?.cancel();
    this.#retry = null;
    const occupancy = dispatcher.occupy('scope', {
      start: (started) => {
        this.#occupancy = started;
        this.#ended = this.#acquire(started);
      },
      interrupt: () => this.#stop?.abort(new CommandError('cancelled', 'A command wants the scope.')),
    });
    if (occupancy.phase === 'queued') this.#occupancy = occupancy;
  }

  #leave(occupancy: Occupancy): void {
    this.#occupancy = null;
    this.#options.dispatcher.vacate(occupancy);
  }

  async #acquire(occupancy: Occupancy): Promise<void> {
    const { backend, clock, onTrace } = this.#options;
    const stop = new AbortController();
    this.#stop = stop;
    let trace: StreamedTrace | null = null;
    let obstacle: Obstacle | null = null;
    try {
      trace = await backend.streamTrace({
        signal: stop.signal,
        waiting: (describe) => {
          this.#wait = { describe, since: this.#wait?.since ?? clock.now() };
        },
        working: () => undefined,
      });
      if (trace === null) obstacle = NO_TRIGGER;
    } catch (error) {
      if (!stop.signal.aborted) obstacle = this.#failed(error);
    }
    this.#stop = null;
    this.#wait = null;
    this.#leave(occupancy);
    if (trace !== null && this.#wanted) {
      this.#wanted = false;
      onTrace(trace);
    } else if (obstacle !== null && this.#wanted) this.#stumble(obstacle);
    else this.#enter();
  }

  #stumble(obstacle: Obstacle): void {
    this.#obstacle = obstacle;
    if (obstacle.state === 'failed')
      this.#retry = this.#options.clock.setTimer(() => this.#tryAgain(), RETRY, 'housekeeping');
  }

  #failed(error: unknown): Obstacle {
    const { log, dispatcher } = this.#options;
    const isKnown = error instanceof CommandError && error.code !== 'internal';
    const sentence = 'A trace of the stream failed.';
    if (isKnown || dispatcher.readiness.state !== 'ready') log.debug({ err: error }, sentence);
    else log.warn('stream', { err: error }, sentence);
    return {
      state: 'failed',
      reason: isKnown ? error.message : 'An acquisition failed; see the log of the worker.',
    };
  }
}
