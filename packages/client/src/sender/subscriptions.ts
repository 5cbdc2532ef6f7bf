import type { Topic, TopicData } from '../catalogue/topics.ts';
import { CommandError } from '../protocol/errors.ts';
import type { EventMessage } from '../protocol/messages.ts';
import type { CommandSender } from './command-sender.ts';
import { BUFFERED_EVENTS, EventBuffer } from './event-buffer.ts';
import { callSafely } from './listeners.ts';
import type { Logger } from './logger.ts';

/** An event of a subscription. */
export interface TopicEvent<Name extends Topic = Topic> extends EventMessage {
  readonly event: Name;
  readonly subscription: string;
  readonly seq: number;
  readonly dropped: number;
  readonly data: TopicData[Name];
}

/**
 * Events of one topic; after a reconnect they go on with a new snapshot. Iterate, or give a listener, not both. Of
 * traces the newest is kept for an iterating reader, of other events some dozens.
 */
export interface Subscription<Event = TopicEvent> extends AsyncIterable<Event>, AsyncDisposable {
  readonly topic: string;
  /** Events that were replaced by newer ones, in the worker or here, before they could be read. */
  readonly dropped: number;
  /** Ends the subscription here and in the worker. */
  close(): Promise<void>;
}

type EventListener = (event: TopicEvent) => void;

const isListener = (value: object): value is EventListener => typeof value === 'function';

class Stream {
  readonly topic: string;
  readonly params: object;
  readonly #buffer: EventBuffer<TopicEvent>;
  readonly #listener: EventListener | undefined;
  #droppedByWorker = 0;
  #droppedBefore = 0;
  /** As the worker calls it; undefined while there is no connection. */
  id: string | undefined;
  closed = false;

  constructor(topic: string, params: object, listener: EventListener | undefined) {
    this.topic = topic;
    this.params = params;
    this.#buffer = new EventBuffer(topic === 'scope_trace' ? 1 : BUFFERED_EVENTS);
    this.#listener = listener;
  }

  get dropped(): number {
    return this.#droppedBefore + this.#droppedByWorker + this.#buffer.dropped;
  }

  deliver(event: TopicEvent): void {
    this.#droppedByWorker = event.dropped;
    if (this.#listener === undefined) this.#buffer.push(event);
    else callSafely(this.#listener, event);
  }

  disconnected(): void {
    this.id = undefined;
    this.#droppedBefore += this.#droppedByWorker;
    this.#droppedByWorker = 0;
  }

  end(error?: Error): void {
    this.closed = true;
    this.#buffer.end(error);
  }

  iterate(): AsyncIterator<TopicEvent> {
    return { next: () => this.#buffer.next() };
  }
}

/** Whether it is the event of a subscription; which data a topic has, is the worker's word. */
function isTopicEvent(event: EventMessage): event is TopicEvent {
  return event.subscription !== undefined && event.seq !== undefined && event.dropped !== undefined;
}

function subscriptionId(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('subscription' in data)) return undefined;
  return typeof data.subscription === 'string' ? data.subscription : undefined;
}

/** The subscriptions of one client, over all its connections. */
export class Subscriptions {
  readonly #sender: CommandSender;
  readonly #logger: Logger;
  readonly #streams = new Set<Stream>();
  readonly #byId = new Map<string, Stream>();

  constructor(sender: CommandSender, logger: Logger) {
    this.#sender = sender;
    this.#logger = logger;
  }

  /**
   * @param params - beside the topic, or the listener where there are none
   * @throws CommandError as a rejection: the worker's answer to `subscribe`
   */
  async open(topic: string, params: object, listener?: EventListener): Promise<Subscription> {
    const stream = isListener(params) ? new Stream(topic, {}, params) : new Stream(topic, params, listener);
    this.#streams.add(stream);
    try {
      await this.#request(stream);
    } catch (error) {
      this.#streams.delete(stream);
      throw error;
    }
    const close = (): Promise<void> => this.#close(stream);
    return {
      topic,
      get dropped() {
        return stream.dropped;
      },
      close,
      [Symbol.asyncDispose]: close,
      [Symbol.asyncIterator]: () => stream.iterate(),
    };
  }

  receive(event: EventMessage): void {
    if (isTopicEvent(event)) this.#byId.get(event.subscription)?.deliver(event);
  }

  /** The connection is gone, and the worker's subscriptions with it. */
  disconnected(): void {
    this.#byId.clear();
    for (const stream of this.#streams) stream.disconnected();
  }

  /** There is a new connection: subscribes again. */
  restore(): void {
    for (const stream of this.#streams) {
      this.#request(stream).catch((error: unknown) => {
        // Lost again: the next connection restores it.
        if (error instanceof CommandError && error.code === 'worker_lost') return;
        this.#logger.error(
          { topic: stream.topic, error },
          'A subscription could not be restored and has ended.',
        );
        this.#streams.delete(stream);
        stream.end(error instanceof Error ? error : new TypeError(String(error)));
      });
    }
  }

  /** Ends them all. */
  end(error?: CommandError): void {
    this.#byId.clear();
    for (const stream of this.#streams) stream.end(error);
    this.#streams.clear();
  }

  async #request(stream: Stream): Promise<void> {
    await this.#sender.send('subscribe', { ...stream.params, topic: stream.topic }, {}, (data) => {
      const id = subscriptionId(data);
      if (id === undefined) return;
      stream.id = id;
      this.#byId.set(id, stream);
    });
    if (stream.id === undefined)
      throw new CommandError('bad_message', 'The worker answered subscribe without naming the subscription.');
    if (stream.closed) await this.#unsubscribe(stream);
  }

  async #close(stream: Stream): Promise<void> {
    if (stream.closed) return;
    this.#streams.delete(stream);
    stream.end();
    await this.#unsubscribe(stream);
  }

  async #unsubscribe(stream: Stream): Promise<void> {
    const { id } = stream;
    if (id === undefined) return;
    stream.id = undefined;
    this.#byId.delete(id);
    try {
      await this.#sender.send('unsubscribe', { subscription: id });
    } catch (error) {
      // Without a connection there is no subscription left to end.
      if (!(error instanceof CommandError && error.code === 'worker_lost')) throw error;
    }
  }
}
