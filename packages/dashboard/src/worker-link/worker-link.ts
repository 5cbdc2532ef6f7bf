import { computed, type ReadonlySignal, signal } from '@preact/signals';
import {
  type Client,
  type CommandDescription,
  CommandError,
  type CommandName,
  type CommandOptions,
  type CommandParams,
  type CommandResult,
  connectWith,
  type Greeting,
  type Topic,
  type TopicEvent,
  type TopicParams,
  type WorkerState,
} from '@pyrpl-mux/client';
import type { CommandLog } from '../log/command-log.ts';
import type { Notices } from '../notices/notices.ts';
import { DescribedCommands } from './described-commands.ts';
import type { Phase } from './phase.ts';

/** Milliseconds between attempts to reach a worker that has never greeted this page. */
const RETRY = 1000;

/** What a link needs. */
export interface WorkerLinkOptions {
  /** WebSocket address of the worker; the browser adds its cookie. */
  readonly url: string;
  readonly log: CommandLog;
  readonly notices: Notices;
  /** Version of this page, shown to others. */
  readonly version: string;
}

/** The page's attachment to its worker: the only part of the page that sends or receives anything. */
export class WorkerLink {
  readonly #options: WorkerLinkOptions;
  readonly #commands = new DescribedCommands();
  readonly #phase = signal<Phase>({ kind: 'connecting' });
  readonly #greeting = signal<Greeting | null>(null);
  readonly #worker = signal<{ readonly state: WorkerState; readonly reason: string | null } | null>(null);
  readonly #described = signal(0);
  #client: Client | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #whenReady = new Set<(client: Client) => void>();

  /** Where the page stands with its worker. */
  readonly phase: ReadonlySignal<Phase> = this.#phase;
  /** The last greeting; null before the first. */
  readonly greeting: ReadonlySignal<Greeting | null> = this.#greeting;
  /** What the worker can do, as last told; null before the first greeting. */
  readonly worker: ReadonlySignal<{ readonly state: WorkerState; readonly reason: string | null } | null> =
    this.#worker;
  /** Whether what the page shows is what the board has now. */
  readonly live: ReadonlySignal<boolean> = computed(
    () => this.#phase.value.kind === 'ready' && this.#worker.value?.state === 'ready',
  );
  /** What this page may do. */
  readonly access: ReadonlySignal<'operate' | 'view'> = computed(
    () => this.#greeting.value?.access ?? 'operate',
  );
  /** Whether settings can be changed from here at present. */
  readonly steerable: ReadonlySignal<boolean> = computed(
    () => this.live.value && this.access.value === 'operate',
  );

  constructor(options: WorkerLinkOptions) {
    this.#options = options;
  }

  /** Begins to connect, and keeps at it. */
  open(): void {
    void this.#connect();
  }

  /** Detaches for good. */
  close(): void {
    clearTimeout(this.#retry);
    this.#client?.close();
  }

  /**
   * What the worker tells of a command: JSON Schema of its parameters, with units and ranges. Reading it in a component
   * makes the component follow it.
   */
  describe(command: CommandName): CommandDescription | undefined {
    void this.#described.value;
    return this.#commands.get(command);
  }

  /**
   * Sends a command without a log entry or a notice.
   *
   * @throws CommandError as a rejection
   */
  command<Name extends CommandName>(
    name: Name,
    params: CommandParams<Name>,
    options: CommandOptions = {},
  ): Promise<CommandResult<Name>> {
    const client = this.#client;
    if (client === null)
      return Promise.reject(
        new CommandError('worker_lost', `There is no connection to the worker. ${name} was not sent.`),
      );
    return client.command(name, params, options);
  }

  /**
   * Sends a command that the user gave: it stands in the log of commands, and an error in the notices.
   *
   * @returns the data, or undefined if it failed
   */
  async steer<Name extends CommandName>(
    name: Name,
    params: CommandParams<Name>,
    options: CommandOptions = {},
  ): Promise<CommandResult<Name> | undefined> {
    const { log, notices } = this.#options;
    const entry = log.begin(name, params);
    try {
      const data = await this.command(name, params, options);
      log.succeeded(entry);
      return data;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      log.failed(entry, error);
      notices.error(error.message);
      return undefined;
    }
  }

  /**
   * Follows a topic, over all connections.
   *
   * @returns a function that ends it
   */
  watch<Name extends Topic>(
    topic: Name,
    params: TopicParams[Name],
    listener: (event: TopicEvent<Name>) => void,
  ): () => void {
    let ended = false;
    let close: (() => Promise<void>) | null = null;
    const subscribe = (client: Client): void => {
      this.#whenReady.delete(subscribe);
      client.subscribe(topic, params, listener).then(
        (subscription) => {
          close = () => subscription.close();
          if (ended) void close();
        },
        (error: unknown) => {
          if (ended) return;
          // Lost before it was answered: the next connection begins anew.
          if (error instanceof CommandError && error.code === 'worker_lost') this.#whenReady.add(subscribe);
          else this.#options.notices.error(error instanceof Error ? error.message : String(error));
        },
      );
    };
    if (this.#client?.state === 'ready') subscribe(this.#client);
    else this.#whenReady.add(subscribe);
    return () => {
      ended = true;
      this.#whenReady.delete(subscribe);
      void close?.();
    };
  }

  async #connect(): Promise<void> {
    const { url, version } = this.#options;
    try {
      const client = await connectWith(this.#commands, url, { client: 'dashboard', version });
      this.#client = client;
      client.on('worker', (state) => {
        this.#worker.value = state;
      });
      client.on('greeting', (greeting) => this.#ready(client, greeting));
      client.on('lost', (error) => this.#lost(client, error));
      this.#ready(client, client.greeting);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.code === 'worker_lost' || error.code === 'busy') {
        this.#phase.value = { kind: 'lost', sentence: error.message };
        this.#retry = setTimeout(() => void this.#connect(), RETRY);
      } else this.#phase.value = { kind: 'refused', code: error.code, sentence: error.message };
    }
  }

  #ready(client: Client, greeting: Greeting): void {
    this.#greeting.value = greeting;
    this.#worker.value = { state: greeting.state, reason: greeting.reason };
    this.#phase.value = { kind: 'ready' };
    for (const subscribe of [...this.#whenReady]) subscribe(client);
    client.commandByName('describe').then(
      (answer) => {
        this.#commands.take(descriptionsIn(answer));
        this.#described.value++;
      },
      (error: unknown) => this.#options.notices.error(error instanceof Error ? error.message : String(error)),
    );
  }

  #lost(client: Client, error: CommandError): void {
    this.#phase.value =
      client.state === 'closed'
        ? { kind: 'refused', code: error.code, sentence: error.message }
        : { kind: 'lost', sentence: error.message };
  }
}

function descriptionsIn(answer: unknown): readonly CommandDescription[] {
  const listed = typeof answer === 'object' && answer !== null && 'commands' in answer ? answer.commands : [];
  return Array.isArray(listed) ? listed.filter(isDescription) : [];
}

function isDescription(value: unknown): value is CommandDescription {
  return typeof value === 'object' && value !== null && 'name' in value && 'params' in value;
}
