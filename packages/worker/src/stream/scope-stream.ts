import type { Clock, ScopeStreamState, Timer, ValidatedParams } from '@pyrpl-mux/client';
import type { Backend, StreamedTrace } from '../backend/backend.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { LimitedLog } from '../observe/log.ts';
import type { Subscription, Topic } from '../sessions/subscription.ts';
import { RateMeter } from './rate-meter.ts';
import { TraceLoop } from './trace-loop.ts';
import { TracePayload } from './trace-payload.ts';

/** Milliseconds that a timer can wait; a longer wait is begun anew. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What the stream needs. */
export interface ScopeStreamOptions {
  readonly backend: Backend;
  readonly dispatcher: Dispatcher;
  readonly clock: Clock;
  readonly log: LimitedLog;
}

/** The stream, as `status` shows it. */
export interface ScopeStreamStatus extends ScopeStreamState {
  /** Traces taken since the worker started. */
  readonly traces: number;
  readonly traces_per_second: number;
}

interface Viewer {
  readonly subscription: Subscription;
  readonly maxPoints: number | undefined;
  /** Shortest time between traces on average [ms], 0 for as many as it can read. */
  readonly interval: number;
  /** When it wants its next trace [ms of the clock]. */
  due: number;
}

/**
 * Traces of the scope for everybody who has subscribed to them: each is taken once, for all. The fastest viewer who can
 * take a trace decides when the next one is taken; without one, none is.
 */
export class ScopeStream implements Topic {
  readonly #clock: Clock;
  readonly #loop: TraceLoop;
  readonly #unsubscribe: () => void;
  readonly #viewers = new Map<Subscription, Viewer>();
  readonly #meter = new RateMeter();
  /** The last trace, as long as the settings are those with which it was taken. */
  #newest: TracePayload | null = null;
  #traces = 0;
  #timer: Timer | null = null;

  constructor(options: ScopeStreamOptions) {
    this.#clock = options.clock;
    this.#loop = new TraceLoop({ ...options, onTrace: (trace) => this.#publish(trace) });
    this.#unsubscribe = options.backend.onChange((changes) => {
      if (changes.has('scope')) this.#newest = null;
    });
    options.dispatcher.onReadiness(() => {
      this.#newest = null;
    });
  }

  readonly coalesce = (_older: unknown, newer: unknown): unknown => newer;

  attach(subscription: Subscription, { max_rate, max_points }: ValidatedParams<'subscribe'>): void {
    const viewer: Viewer = {
      subscription,
      maxPoints: max_points,
      interval: max_rate === undefined ? 0 : 1000 / max_rate,
      due: this.#clock.now(),
    };
    this.#viewers.set(subscription, viewer);
    if (this.#newest !== null) this.#show(viewer, this.#newest);
    this.#advance();
  }

  detach(subscription: Subscription): void {
    this.#viewers.delete(subscription);
    this.#advance();
  }

  resume(): void {
    this.#advance();
  }

  /** What it is doing. */
  get state(): ScopeStreamState {
    const viewers = this.#viewers.size;
    if (viewers === 0) return { viewers, state: 'idle', reason: null };
    return { viewers, ...this.#loop.state };
  }

  /** What it is doing, and its figures. */
  get status(): ScopeStreamStatus {
    return {
      ...this.state,
      traces: this.#traces,
      traces_per_second: Number(this.#meter.rate(this.#clock.now()).toPrecision(4)),
    };
  }

  /** Ends it; resolves when the scope is left. */
  async close(): Promise<void> {
    this.#unsubscribe();
    this.#viewers.clear();
    this.#timer?.cancel();
    await this.#loop.close();
  }

  #publish(trace: StreamedTrace): void {
    const now = this.#clock.now();
    this.#traces += 1;
    this.#meter.record(now);
    const payload = new TracePayload(trace);
    this.#newest = payload;
    for (const viewer of this.#viewers.values()) if (viewer.due <= now) this.#show(viewer, payload);
    this.#advance();
  }

  #show(viewer: Viewer, payload: TracePayload): void {
    const { subscription, interval, maxPoints } = viewer;
    viewer.due = Math.max(viewer.due + interval, this.#clock.now());
    subscription.publish(payload.data(maxPoints), this.#traces);
  }

  /** Asks for the next trace as soon as the fastest viewer who can take one wants it. */
  #advance(): void {
    this.#timer?.cancel();
    this.#timer = null;
    if (this.#viewers.size === 0) {
      this.#newest = null;
      this.#loop.withdraw();
      return;
    }
    const wait = this.#nextDue() - this.#clock.now();
    if (wait <= 0) this.#loop.request();
    else if (Number.isFinite(wait))
      this.#timer = this.#clock.setTimer(
        () => this.#advance(),
        Math.min(wait, LONGEST_TIMER),
        'housekeeping',
      );
  }

  /** When the fastest viewer wants its next trace; infinity if nobody reads. */
  #nextDue(): number {
    let due = Number.POSITIVE_INFINITY;
    let fastest = Number.POSITIVE_INFINITY;
    for (const viewer of this.#viewers.values()) {
      if (viewer.subscription.congested || viewer.interval > fastest) continue;
      due = viewer.interval < fastest ? viewer.due : Math.min(due, viewer.due);
      fastest = viewer.interval;
    }
    return due;
  }
}
