import type { Clock } from './clock.ts';
import { pause } from './connect.ts';
import { RegisterLinkError } from './errors.ts';
import type { RegisterLink } from './register-link.ts';

/** What leads to a board, for as long as it does. */
export interface KeptLink {
  /** Resolves, and never rejects, when it leads there no more; a `code` of the error is counted. */
  readonly ended: Promise<Error>;
  close(): void;
}

/** What happens to the connection with the board. */
export type BoardConnectionEvent<Link extends KeptLink = RegisterLink> =
  | { readonly type: 'connecting'; readonly attempt: number }
  /** The link is fresh: ports of an earlier one are dead, and nothing of theirs was replayed. */
  | { readonly type: 'connected'; readonly link: Link }
  | { readonly type: 'board_lost'; readonly error: Error }
  /** A try failed with `error`, or links end soon after they are made; the next try follows after `delayMs`. */
  | { readonly type: 'waiting'; readonly error: Error; readonly delayMs: number };

/** `disconnected` also while waiting for the next try. */
export type BoardConnectionState = 'disconnected' | 'connecting' | 'connected';

/** How a connection to the board is made and kept. */
export interface BoardConnectionOptions<Link extends KeptLink = RegisterLink> {
  /** Makes one link, for example with `RegisterLink.connect`. */
  readonly connect: (signal: AbortSignal) => Promise<Link>;
  readonly clock: Clock;
  /** A number from 0 to below 1, for the jitter; default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Pause after the first failure [ms], default 100; doubled with each further one. */
  readonly firstDelayMs?: number | undefined;
  /** Longest pause [ms], default 5000. */
  readonly longestDelayMs?: number | undefined;
}

/** A link that lived this long [ms] was a good one: the pauses begin anew. */
const GOOD_LINK_MS = 5000;

/**
 * Keeps a link to the board: after an end it makes a new one, with growing pauses so that a board that is off is left
 * in peace. It never repeats an operation; whoever had one pending has got its error.
 */
export class BoardConnection<Link extends KeptLink = RegisterLink> {
  readonly #options: BoardConnectionOptions<Link>;
  readonly #listeners = new Set<(event: BoardConnectionEvent<Link>) => void>();
  readonly #ends = new Map<string, number>();
  readonly #abort = new AbortController();
  #state: BoardConnectionState = 'disconnected';
  #link: Link | null = null;
  #opened = 0;
  #running: Promise<void> | null = null;

  constructor(options: BoardConnectionOptions<Link>) {
    this.#options = options;
  }

  get state(): BoardConnectionState {
    return this.#state;
  }

  /** The living link, or null. */
  get link(): Link | null {
    return this.#link;
  }

  /** Links made so far. */
  get opened(): number {
    return this.#opened;
  }

  /** How often links and tries have ended, by reason. */
  get ends(): ReadonlyMap<string, number> {
    return this.#ends;
  }

  /** Calls `listener`, which must not throw, with every event until the returned function is called. */
  subscribe(listener: (event: BoardConnectionEvent<Link>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts connecting, and keeps at it until {@link close}. */
  start(): void {
    if (!this.#abort.signal.aborted) this.#running ??= this.#run();
  }

  /** Closes the link, or gives up connecting; resolves when nothing runs any more. */
  async close(): Promise<void> {
    this.#abort.abort(new RegisterLinkError('closed', 'The connection to the board was closed.'));
    this.#link?.close();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    const { clock } = this.#options;
    for (let failures = 0; !signal.aborted; ) {
      const link = await this.#open(failures + 1);
      if (link instanceof Error) {
        if (signal.aborted) break;
        failures += 1;
        await this.#rest(link, failures);
        continue;
      }
      const since = clock.now();
      const error = await this.#keep(link);
      failures = clock.now() - since >= GOOD_LINK_MS ? 0 : failures + 1;
      if (failures > 1 && !signal.aborted) await this.#rest(error, failures - 1);
    }
    this.#state = 'disconnected';
  }

  async #open(attempt: number): Promise<Link | Error> {
    this.#state = 'connecting';
    this.#emit({ type: 'connecting', attempt });
    try {
      return await this.#options.connect(this.#abort.signal);
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      this.#count(error);
      return error;
    }
  }

  async #keep(link: Link): Promise<Error> {
    if (this.#abort.signal.aborted) link.close();
    this.#link = link;
    this.#opened += 1;
    this.#state = 'connected';
    this.#emit({ type: 'connected', link });
    const error = await link.ended;
    this.#link = null;
    this.#state = 'disconnected';
    this.#count(error);
    this.#emit({ type: 'board_lost', error });
    return error;
  }

  async #rest(error: Error, failures: number): Promise<void> {
    const { clock, random = Math.random, firstDelayMs = 100, longestDelayMs = 5000 } = this.#options;
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - 1)) * (0.5 + random() / 2);
    this.#state = 'disconnected';
    this.#emit({ type: 'waiting', error, delayMs });
    await pause(clock, delayMs, this.#abort.signal).catch(() => undefined);
  }

  #count(error: Error): void {
    if (!('code' in error) || typeof error.code !== 'string') return;
    this.#ends.set(error.code, (this.#ends.get(error.code) ?? 0) + 1);
  }

  #emit(event: BoardConnectionEvent<Link>): void {
    for (const listener of this.#listeners) listener(event);
  }
}
