import type { Clock, Timer } from '@pyrpl-mux/client';
import type { Subscription, Topic } from './subscription.ts';

/** Milliseconds between looks at what changed, while anybody is subscribed. */
const INTERVAL = 100;

/** State, sessions and lanes in brief, whenever they change, at most ten times a second. */
export class WorkerTopic implements Topic {
  readonly #clock: Clock;
  readonly #brief: () => unknown;
  readonly #subscriptions = new Set<Subscription>();
  #timer: Timer | null = null;
  #last = '';

  /** @param brief - what to tell at present: a JSON-able object */
  constructor(clock: Clock, brief: () => unknown) {
    this.#clock = clock;
    this.#brief = brief;
  }

  readonly coalesce = (_older: unknown, newer: unknown): unknown => newer;

  attach(subscription: Subscription): void {
    this.#tell();
    this.#subscriptions.add(subscription);
    subscription.publish(this.#brief());
    this.#timer ??= this.#next();
  }

  detach(subscription: Subscription): void {
    this.#subscriptions.delete(subscription);
    if (this.#subscriptions.size === 0) this.close();
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #next(): Timer {
    return this.#clock.setTimer(
      () => {
        this.#timer = this.#next();
        this.#tell();
      },
      INTERVAL,
      'housekeeping',
    );
  }

  /** Tells every subscription what has changed since they were told. */
  #tell(): void {
    const brief = this.#brief();
    const text = JSON.stringify(brief);
    if (text === this.#last) return;
    this.#last = text;
    for (const subscription of this.#subscriptions) subscription.publish(brief);
  }
}
