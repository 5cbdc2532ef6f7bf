/**
 * What travels between client and worker: PROTOCOL.md in code, section by section.
 *
 * @packageDocumentation
 */
import type { ErrorInfo } from './errors.ts';

// Section 2: connecting

/** WebSocket sub-protocol of this version. */
export const SUBPROTOCOL = 'pyrpl-mux.v1';

/** Port on which a worker listens unless told otherwise. */
export const DEFAULT_PORT = 8765;

/** Contents of the connection file that a worker writes for its user's programs. */
export interface ConnectionFile {
  readonly url: string;
  readonly token: string;
  /** Process id of the worker. */
  readonly pid: number;
  /** Board key: `host:port`, `sim:<name>` or `pyrpl-mock`. */
  readonly board: string;
  readonly backend: BackendKind;
  readonly version: string;
}

/** How the worker reaches its board: by its own driver, or through a child that hosts PyRPL. */
export type BackendKind = 'board' | 'pyrpl';

// Section 3: the greeting

/** What the worker can do at present. */
export type WorkerState = 'starting' | 'ready' | 'board_lost' | 'stopping';

/** Position of an input's jumper: LV is +-1 V, HV is +-20 V full scale. */
export type InputRange = 'LV' | 'HV';

/** What a session may do: everything, or look on only. */
export type SessionAccess = 'operate' | 'view';

/** What a worker accepts from one client; beyond each there is a named error (section 13). */
export interface Limits {
  /** Requests without a final response, per connection. */
  readonly in_flight: number;
  /** Commands queued in one lane. */
  readonly lane_queue: number;
  /** Bytes of one frame from a client. */
  readonly frame_bytes: number;
  /** Bytes of answers that a client has not read. */
  readonly unsent_bytes: number;
  readonly subscriptions: number;
  readonly sessions: number;
}

/** `data` of the first frame on every connection. */
export interface Greeting {
  readonly protocol: string;
  readonly worker: { readonly version: string; readonly pid: number; readonly started: string };
  readonly board: {
    readonly key: string;
    readonly input_range: { readonly in1: InputRange; readonly in2: InputRange };
  };
  readonly backend: BackendKind;
  readonly state: WorkerState;
  /** Why the state is not `ready`, as a sentence; else null. */
  readonly reason: string | null;
  /** Number of this session. */
  readonly session: number;
  /** What this session may do; everything, where the worker does not tell. */
  readonly access: SessionAccess;
  readonly limits: Limits;
}

// Section 4: requests

/** A client's own name for a request: a non-empty string of up to 64 characters, or a safe integer. */
export type CommandId = string | number;

/** A command, as a client sends it. */
export interface Request {
  readonly command: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly id?: CommandId;
  /** Seconds, 0 < t <= 86400: the whole stay in the worker. */
  readonly timeout?: number;
  readonly progress?: boolean;
}

/** Longest timeout of a request, in seconds. */
export const MAX_TIMEOUT = 86_400;

/** Most characters of a textual command id. */
export const MAX_ID_LENGTH = 64;

// Section 5: responses

/** The final answer to a request that was carried out. */
export interface OkResponse {
  readonly status: 'ok';
  readonly data: unknown;
  readonly id?: CommandId;
}

/** The final answer to a request that failed. */
export interface ErrorResponse {
  readonly status: 'error';
  /** A sentence for a person. */
  readonly data: string;
  readonly error: ErrorInfo;
  readonly id?: CommandId;
}

/** A report before the final answer. */
export interface ProgressResponse {
  readonly status: 'progress';
  readonly data: unknown;
  readonly id?: CommandId;
}

/** Any answer to a request. */
export type Response = OkResponse | ErrorResponse | ProgressResponse;

/** Most interim responses a second for one command. */
export const MAX_PROGRESS_RATE = 10;

// Sections 3, 6 and 11: events

/** A frame from the worker that answers no request. */
export interface EventMessage {
  readonly event: string;
  readonly data?: unknown;
  readonly error?: ErrorInfo;
  readonly subscription?: string;
  /** Counts what was produced for this subscription. */
  readonly seq?: number;
  /** How many events of this subscription were replaced by newer ones before they could be sent. */
  readonly dropped?: number;
}

/** Anything a worker sends. */
export type WorkerMessage = Response | EventMessage;

/** What the client waits longer than the worker, in seconds, so that the worker's sentence wins (section 8). */
export const CLIENT_GRACE = 0.5;

// Section 14: heartbeat

/** Seconds between pings. */
export const HEARTBEAT_INTERVAL = 2;

/** Seconds of silence after which a peer is given up. */
export const HEARTBEAT_TIMEOUT = 6;

// Section 15: close codes

/** WebSocket close codes in use. */
export const CloseCode = {
  normal: 1000,
  goingAway: 1001,
  frameTooLarge: 1009,
  unauthorized: 4401,
  answersNotRead: 4408,
  tooManySessions: 4429,
} as const;
