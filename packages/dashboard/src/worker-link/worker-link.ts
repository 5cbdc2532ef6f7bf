import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import {
  type Client,
  type CommandDescription,
  CommandError,
  type CommandName,
  type CommandOptions,
  type CommandParams,
  type CommandResult,
  type ConnectOptions,
  connectWith,
  type Greeting,
  silentLogger,
  systemClock,
  type Timer,
  type Topic,
  type TopicEvent,
  type TopicParams,
  type WorkerState,
} from '@pyrpl-mux/client';
import type { CommandLog } from '../log/command-log.ts';
import type { Notices } from '../notices/notices.ts';
import { DescribedCommands } from './described-commands.ts';
import type { Phase } from './phase.ts';
import { TopicWatch } from './topic-watch.ts';

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
  /** Where there is no browser. */
  readonly connection?: Pick<ConnectOptions, 'webSocket'>;
}

/** The page's attachment to its worker: the only part of the page that sends or receives anything. */
export class WorkerLink {
  readonly #options: WorkerLinkOptions;
  readonly #commands = new DescribedCommands();
  readonly #phase = signal<Phase>({ kind: 'connecting' });
  readonly #greeting = signal<Greeting | null>(null);
  readonly #worker = signal<{ readonly state: WorkerState; readonly reason: string | null } | null>(null);
  readonly #described = signal(0);
  readonly #watches = new Set<Pick<TopicWatch<Topic>, 'connected'>>();
  readonly #ending = new AbortController();
  #client: Client | null = null;
  #retry: Timer | undefined;

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
    this.#ending.abort();
    this.#retry?.cancel();
    this.#client?.close();
    this.#phase.value = { kind: 'lost', sentence: 'This page has detached from its worker.' };
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
    const watch = new TopicWatch({
      topic,
      params,
      listener,
      failed: (error) => this.#tell(error, `The page does not follow the topic ${topic}: reload it.`),
    });
    this.#watches.add(watch);
    if (this.#client?.state === 'ready') watch.connected(this.#client);
    return () => {
      this.#watches.delete(watch);
      watch.end();
    };
  }

  async #connect(): Promise<void> {
    const { url, version, connection } = this.#options;
    const { signal: ending } = this.#ending;
    const logger = {
      ...silentLogger,
      error: (details: object, sentence: string) =>
        this.#tell('error' in details ? details.error : details, `${sentence} Reload the page.`),
    };
    const options = { ...connection, client: 'dashboard', version, logger, signal: ending };
    try {
      const client = await connectWith(this.#commands, url, options);
      this.#client = client;
      client.on('worker', (state) => {
        this.#worker.value = state;
      });
      client.on('greeting', (greeting) => this.#greeted(client, greeting));
      client.on('lost', (error) => this.#lost(client, error));
      this.#greeted(client, client.greeting);
    } catch (error) {
      if (ending.aborted) return;
      if (!(error instanceof CommandError)) throw error;
      if (error.code === 'worker_lost' || error.code === 'busy') {
        this.#phase.value = { kind: 'lost', sentence: error.message };
        this.#retry = systemClock.setTimer(() => void this.#connect(), RETRY);
      } else this.#phase.value = { kind: 'refused', code: error.code, sentence: error.message };
    }
  }

  #greeted(client: Client, greeting: Greeting): void {
    const shown = this.#greeting.value?.board.key ?? greeting.board.key;
    if (shown !== greeting.board.key) {
      // What the page shows, and what its user is about to do, is meant for the board of before.
      client.close();
      this.#phase.value = { kind: 'other-board', shown, present: greeting.board.key };
      return;
    }
    batch(() => {
      this.#greeting.value = greeting;
      this.#worker.value = { state: greeting.state, reason: greeting.reason };
      this.#phase.value = { kind: 'ready' };
    });
    for (const watch of this.#watches) watch.connected(client);
    void this.#askForDescriptions(client);
  }

  async #askForDescriptions(client: Client): Promise<void> {
    try {
      this.#commands.take(descriptionsIn(await client.commandByName('describe')));
      this.#described.value++;
    } catch (error) {
      // The next connection asks again.
      if (error instanceof CommandError && error.code === 'worker_lost') return;
      this.#tell(
        error,
        'Without the worker’s description, units and ranges are missing here: reload the page.',
      );
    }
  }

  #lost(client: Client, error: CommandError): void {
    this.#phase.value =
      client.state === 'closed'
        ? { kind: 'refused', code: error.code, sentence: error.message }
        : { kind: 'lost', sentence: error.message };
  }

  #tell(error: unknown, next: string): void {
    const sentence = error instanceof Error ? error.message : String(error);
    this.#options.notices.error(`${sentence} ${next}`);
  }
}

function descriptionsIn(answer: unknown): readonly CommandDescription[] {
  const listed = typeof answer === 'object' && answer !== null && 'commands' in answer ? answer.commands : [];
  return Array.isArray(listed) ? listed.filter(isDescription) : [];
}

/** Whether it has what the page reads of a description. */
function isDescription(value: unknown): value is CommandDescription {
  if (typeof value !== 'object' || value === null) return false;
  const { name, access, timeout, params }: Partial<Record<keyof CommandDescription, unknown>> = value;
  const isSchema = typeof params === 'object' && params !== null;
  return typeof name === 'string' && typeof access === 'string' && typeof timeout === 'number' && isSchema;
}
