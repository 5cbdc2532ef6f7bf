import type { EventMessage, ValidatedParams } from '@pyrpl-mux/client';

/** Where the events of a subscription go. */
export interface EventSink {
  /** The client has not read what it was sent before. */
  readonly congested: boolean;
  sendEvent(event: EventMessage): void;
  eventDropped(): void;
}

/** Joins an event that could not be sent yet with the next one. */
export type Coalesce = (older: unknown, newer: unknown) => unknown;

/** What one client wants to be told. To a slow reader the newest data is told, and how many events that replaced. */
export class Subscription {
  readonly id: string;
  readonly topic: string;
  readonly #sink: EventSink;
  readonly #coalesce: Coalesce;
  #pending: { readonly data: unknown; readonly seq: number } | null = null;
  #produced = 0;
  #dropped = 0;

  constructor(id: string, topic: string, sink: EventSink, coalesce: Coalesce) {
    this.id = id;
    this.topic = topic;
    this.#sink = sink;
    this.#coalesce = coalesce;
  }

  /** Whether the client has not read what it was sent before, so that an event would have to wait. */
  get congested(): boolean {
    return this.#pending !== null || this.#sink.congested;
  }

  /**
   * Tells the client, now or as soon as it reads.
   *
   * @param seq number of the event, where it is not counted for this subscription alone
   */
  publish(data: unknown, seq = this.#produced + 1): void {
    this.#produced = seq;
    if (this.#pending !== null) {
      this.#dropped++;
      this.#sink.eventDropped();
      this.#pending = { data: this.#coalesce(this.#pending.data, data), seq };
    } else this.#pending = { data, seq };
    this.flush();
  }

  /** Sends what waits, if the client reads. */
  flush(): void {
    if (this.#pending === null || this.#sink.congested) return;
    const { data, seq } = this.#pending;
    this.#pending = null;
    this.#sink.sendEvent({
      event: this.topic,
      subscription: this.id,
      seq,
      dropped: this.#dropped,
      data,
    });
  }
}

/** Something that can be subscribed to. */
export interface Topic {
  readonly coalesce: Coalesce;
  /** Publishes a snapshot, now or when there is one, and every change from then on. */
  attach(subscription: Subscription, params: ValidatedParams<'subscribe'>): void;
  /** Ends it; nothing is published to it any more. */
  detach(subscription: Subscription): void;
  /** The client of a subscription reads again. */
  resume?(): void;
}
