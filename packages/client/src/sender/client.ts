import type { CommandName, CommandParams, CommandResult } from '../catalogue/index.ts';
import type { Topic, TopicParams } from '../catalogue/topics.ts';
import { type Clock, systemClock, type Timer } from '../clock.ts';
import { CommandError } from '../protocol/errors.ts';
import { parseWorkerState } from '../protocol/greeting.ts';
import type { Greeting, WorkerMessage } from '../protocol/messages.ts';
import { Backoff } from './backoff.ts';
import type { ClientEvents, ClientState, ConnectOptions } from './client-options.ts';
import type { CommandFacts } from './command-facts.ts';
import { type CommandOptions, CommandSender } from './command-sender.ts';
import { Connection, type ConnectionEnd } from './connection.ts';
import { type Counters, Irregularities } from './irregularities.ts';
import { Listeners } from './listeners.ts';
import { silentLogger } from './logger.ts';
import type { PendingCommand } from './pending.ts';
import { RateLimitedLog } from './rate-limited-log.ts';
import { type Subscription, Subscriptions, type TopicEvent } from './subscriptions.ts';
import type { WebSocketConstructor } from './transport.ts';

type CommandArguments<Name extends CommandName> =
  Record<never, never> extends CommandParams<Name>
    ? [params?: CommandParams<Name>, options?: CommandOptions]
    : [params: CommandParams<Name>, options?: CommandOptions];

function parseAddress(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed?.protocol !== 'ws:' && parsed?.protocol !== 'wss:')
    throw new CommandError(
      'invalid_params',
      `The address of a worker looks like ws://127.0.0.1:8765/, but was ${JSON.stringify(url)}. Nothing was sent.`,
    );
  return parsed;
}

/** A program's attachment to one worker. Made by `connect`. */
export class Client implements AsyncDisposable {
  readonly #options: ConnectOptions;
  readonly #clock: Clock;
  readonly #url: URL;
  readonly #address: string;
  readonly #webSocket: WebSocketConstructor;
  readonly #irregularities: Irregularities;
  readonly #sender: CommandSender;
  readonly #subscriptions: Subscriptions;
  readonly #backoff: Backoff;
  readonly #listeners: { readonly [Event in keyof ClientEvents]: Listeners<ClientEvents[Event]> } = {
    state: new Listeners(),
    greeting: new Listeners(),
    lost: new Listeners(),
    worker: new Listeners(),
    event: new Listeners(),
  };
  #state: ClientState = 'connecting';
  #connection: Connection | undefined;
  #greeting: Greeting | undefined;
  #retry: Timer | undefined;
  /** Settles the promise of the first attempt. */
  #first: PromiseWithResolvers<void> | undefined;

  /** Use `connect`. */
  constructor(url: string, facts: CommandFacts, options: ConnectOptions) {
    this.#options = options;
    this.#url = parseAddress(url);
    if (options.token !== undefined) this.#url.searchParams.set('token', options.token);
    this.#address = `${this.#url.origin}${this.#url.pathname}`;
    this.#webSocket = options.webSocket ?? globalThis.WebSocket;
    const logger = options.logger ?? silentLogger;
    const clock = options.clock ?? systemClock;
    this.#clock = clock;
    this.#irregularities = new Irregularities(new RateLimitedLog(logger, clock));
    const arrays = options.arrays ?? 'binary';
    this.#sender = new CommandSender({ clock, facts, arrays, irregularities: this.#irregularities });
    this.#subscriptions = new Subscriptions(this.#sender, logger);
    this.#backoff = new Backoff(options.random);
  }

  get state(): ClientState {
    return this.#state;
  }

  /** The last greeting, with the worker's state as it is now. */
  get greeting(): Greeting {
    if (this.#greeting === undefined) throw new CommandError('worker_lost', 'No worker has greeted yet.');
    return this.#greeting;
  }

  /** Irregularities since the client was made. */
  get counters(): Counters {
    return this.#irregularities.counters;
  }

  /** The commands that wait for their final response. */
  get pending(): readonly PendingCommand[] {
    return this.#sender.waiting;
  }

  /** Calls `listener` at each such event. @returns a function that takes the listener back */
  on<Event extends keyof ClientEvents>(
    event: Event,
    listener: (value: ClientEvents[Event]) => void,
  ): () => void {
    return this.#listeners[event].add(listener);
  }

  /**
   * Sends a command of the catalogue.
   *
   * @returns the response's data
   * @throws CommandError as a rejection; its `effect` tells whether anything was done
   */
  command<Name extends CommandName>(
    name: Name,
    params: CommandParams<Name>,
    options?: CommandOptions,
  ): Promise<CommandResult<Name>>;
  command<Name extends CommandName>(
    name: Name,
    ...args: CommandArguments<Name>
  ): Promise<CommandResult<Name>>;
  command<Name extends CommandName>(
    name: Name,
    params?: CommandParams<Name>,
    options?: CommandOptions,
  ): Promise<CommandResult<Name>> {
    // The catalogue tells what the worker answers; checking 16384 values of each trace again would tell no more.
    return this.commandByName(name, params ?? {}, options) as Promise<CommandResult<Name>>;
  }

  /** Sends a command whose name comes from elsewhere. As {@link Client.command} otherwise. */
  commandByName(name: string, params: object = {}, options: CommandOptions = {}): Promise<unknown> {
    if (this.#state === 'ready') return this.#sender.send(name, params, options);
    const next =
      this.#state === 'closed'
        ? 'The client is closed; connect again.'
        : 'It is being connected again; wait for the state "ready".';
    return Promise.reject(
      new CommandError(
        'worker_lost',
        `There is no connection to the worker at ${this.#address}. ${name} was not sent. ${next}`,
      ),
    );
  }

  /**
   * Asks for the events of a topic (PROTOCOL.md, section 11), again after each reconnect.
   *
   * @param listener - called with each event; without it, iterate over the subscription
   * @throws CommandError as a rejection: the worker's answer, or `worker_lost`
   */
  subscribe<Name extends Topic>(
    topic: Name,
    listener?: (event: TopicEvent<Name>) => void,
  ): Promise<Subscription<TopicEvent<Name>>>;
  subscribe<Name extends Topic>(
    topic: Name,
    params: TopicParams[Name],
    listener?: (event: TopicEvent<Name>) => void,
  ): Promise<Subscription<TopicEvent<Name>>>;
  subscribe(
    topic: Topic,
    params: object = {},
    listener?: (event: TopicEvent) => void,
  ): Promise<Subscription<TopicEvent>> {
    return this.#subscriptions.open(topic, params, listener);
  }

  /** Detaches for good. Commands that wait fail with `worker_lost`; settings of the board stay. */
  close(): void {
    this.#finish('The client was closed.');
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** The first attempt, for `connect`. */
  async start(): Promise<void> {
    const first = Promise.withResolvers<void>();
    this.#first = first;
    const { signal } = this.#options;
    const onAbort = (): void => {
      first.reject(
        new CommandError('cancelled', `Connecting to ${this.#address} was cancelled.`, {
          cause: signal?.reason,
        }),
      );
      this.close();
    };
    if (signal?.aborted === true) onAbort();
    else {
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#open();
    }
    try {
      await first.promise;
    } finally {
      this.#first = undefined;
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #enter(state: ClientState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#listeners.state.emit(state);
  }

  #open(): void {
    this.#enter('connecting');
    const connection = new Connection({
      url: this.#url.href,
      address: this.#address,
      webSocket: this.#webSocket,
      clock: this.#clock,
      irregularities: this.#irregularities,
      listener: {
        greeted: (greeting) => this.#greeted(connection, greeting),
        received: (message) => this.#received(message),
        silent: () => this.#sender.ping(),
        ended: (end) => this.#ended(end),
      },
    });
    this.#connection = connection;
  }

  #greeted(connection: Connection, greeting: Greeting): void {
    this.#greeting = greeting;
    this.#sender.attach(connection, greeting.limits);
    const { client, version, arrays = 'binary' } = this.#options;
    if (client === undefined && version === undefined && arrays === 'json') {
      this.#becomeReady(greeting);
      return;
    }
    const hello = {
      ...(client === undefined ? {} : { client }),
      ...(version === undefined ? {} : { version }),
      arrays,
    };
    this.#sender
      .send('hello', hello, {}, () => this.#becomeReady(greeting))
      .catch((error: unknown) => {
        // A loss has ended the connection already.
        if (error instanceof CommandError)
          connection.end(error.message, error.code, error.code === 'invalid_params');
        else throw error;
      });
  }

  #becomeReady(greeting: Greeting): void {
    this.#backoff.reset();
    // Before listeners are told: what they subscribe to is no subscription of before.
    this.#subscriptions.restore();
    this.#enter('ready');
    this.#listeners.greeting.emit(greeting);
    this.#first?.resolve();
  }

  #received(message: WorkerMessage): void {
    if (!('event' in message)) {
      this.#sender.receive(message);
      return;
    }
    if (message.subscription !== undefined) {
      this.#subscriptions.receive(message);
      return;
    }
    const state = message.event === 'state' ? parseWorkerState(message.data) : undefined;
    if (state !== undefined && this.#greeting !== undefined) {
      this.#greeting = { ...this.#greeting, ...state };
      this.#listeners.worker.emit(state);
    }
    if (message.error?.code === 'duplicate_id')
      this.#irregularities.count(
        'duplicated',
        { id: message.error.id },
        'The worker reports an id that is in use.',
      );
    this.#listeners.event.emit(message);
  }

  #ended({ code, sentence, fatal }: ConnectionEnd): void {
    const error = new CommandError(code, sentence);
    if (this.#first !== undefined || fatal || this.#options.reconnect === false) {
      this.#first?.reject(error);
      this.#finish(sentence, error);
      return;
    }
    this.#sender.detach(sentence);
    this.#subscriptions.disconnected();
    this.#retry = this.#clock.setTimer(() => this.#open(), this.#backoff.next() * 1000);
    this.#enter('lost');
    this.#listeners.lost.emit(error);
  }

  #finish(sentence: string, error?: CommandError): void {
    if (this.#state === 'closed') return;
    this.#retry?.cancel();
    this.#connection?.close();
    this.#connection = undefined;
    this.#sender.detach(sentence);
    this.#subscriptions.end(error);
    this.#enter('closed');
    if (error !== undefined) this.#listeners.lost.emit(error);
  }
}
