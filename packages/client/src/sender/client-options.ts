import type { Clock } from '../clock.ts';
import type { CommandError } from '../protocol/errors.ts';
import type { ArrayEncoding } from '../protocol/frames.ts';
import type { EventMessage, Greeting, WorkerState } from '../protocol/messages.ts';
import type { Logger } from './logger.ts';
import type { WebSocketConstructor } from './transport.ts';

/** How to attach to a worker. */
export interface ConnectOptions {
  /** The worker's token; goes into the URL, for the WebSocket of browsers can't send it otherwise. */
  readonly token?: string | undefined;
  /** Name of the program, shown to others. */
  readonly client?: string | undefined;
  /** Version of the program. */
  readonly version?: string | undefined;
  /** How arrays travel; `binary` unless told otherwise. */
  readonly arrays?: ArrayEncoding | undefined;
  /** Whether to connect again after a loss; true unless told otherwise. The first attempt is never repeated. */
  readonly reconnect?: boolean | undefined;
  /** Ends the attempt to connect. */
  readonly signal?: AbortSignal | undefined;
  readonly logger?: Logger | undefined;
  /**
   * Makes WebSockets; the global constructor unless told otherwise. In Node, `NodeWebSocket` of `@pyrpl-mux/client/node`
   * lets a program end although the worker that it detached from is frozen.
   */
  readonly webSocket?: WebSocketConstructor | undefined;
  readonly clock?: Clock | undefined;
  /** Uniform in 0 <= x < 1, for the jitter of reconnecting. */
  readonly random?: (() => number) | undefined;
}

/**
 * - `connecting`: on the way to a worker that greets.
 * - `ready`: commands are sent.
 * - `lost`: the connection ended; a new attempt follows.
 * - `closed`: for good.
 */
export type ClientState = 'connecting' | 'ready' | 'lost' | 'closed';

/** What a client tells its listeners. */
export interface ClientEvents {
  readonly state: ClientState;
  /** A worker greeted, at each connection. */
  readonly greeting: Greeting;
  /** Why a connection that was ready ended, or why a new attempt failed. */
  readonly lost: CommandError;
  /** The worker's state changed. */
  readonly worker: { readonly state: WorkerState; readonly reason: string | null };
  /** An event that belongs to no subscription. */
  readonly event: EventMessage;
}
