import type { ScopeTrace, Topic, TopicEvent, TopicParams } from '@pyrpl-mux/client';
import type { WorkerLink } from '../../worker-link/worker-link.ts';
import type { PageDisplay } from '../page-display.ts';
import { traceOf } from './trace.ts';

interface Subscription {
  readonly topic: Topic;
  readonly params: object;
  readonly deliver: (seq: number, trace: ScopeTrace) => void;
}

/** A worker's stream that sends what a test tells it to, and a display whose frames come when a test says so. */
export class ScriptedStream implements Pick<WorkerLink, 'watch'>, PageDisplay {
  readonly #subscriptions = new Set<Subscription>();
  readonly #frames: (() => void)[] = [];
  readonly #hiddenListeners: (() => void)[] = [];
  #hidden = false;
  #seq = 0;

  /** What the subscriptions to traces ask for, in the order in which they began. */
  get asked(): object[] {
    return [...this.#subscriptions]
      .filter(({ topic }) => topic === 'scope_trace')
      .map(({ params }) => params);
  }

  /** Sends a trace with these volts on the first channel to all subscribers, and lets a frame come. */
  take(volts: number, changes: Partial<ScopeTrace['settings']> = {}, seq: number = ++this.#seq): void {
    this.#seq = seq;
    const trace = traceOf([volts], [0]);
    const settings = { ...trace.settings, ...changes };
    for (const { deliver } of this.#subscriptions) deliver(seq, { ...trace, trigger_time: seq, settings });
    for (const frame of this.#frames.splice(0)) frame();
  }

  /** Another tab comes in front, or this one again. */
  hide(hidden: boolean): void {
    this.#hidden = hidden;
    for (const listener of this.#hiddenListeners) listener();
  }

  watch<Name extends Topic>(
    topic: Name,
    params: TopicParams[Name],
    listener: (event: TopicEvent<Name>) => void,
  ): () => void {
    const subscription: Subscription = {
      topic,
      params,
      deliver: (seq, data) => {
        const event = { event: topic, subscription: 's', seq, dropped: 0, data };
        if (isTrace(event, topic)) listener(event);
      },
    };
    this.#subscriptions.add(subscription);
    return () => this.#subscriptions.delete(subscription);
  }

  now(): number {
    return 0;
  }

  requestFrame(callback: () => void): void {
    this.#frames.push(callback);
  }

  hidden(): boolean {
    return this.#hidden;
  }

  onHidden(listener: () => void): void {
    this.#hiddenListeners.push(listener);
  }
}

function isTrace<Name extends Topic>(event: object, topic: Name): event is TopicEvent<Name> {
  return topic === 'scope_trace' && 'data' in event;
}
