import type { Limits } from '@pyrpl-mux/client';
import type { BoardOptions } from '../backend/board/board-options.ts';
import type { InputRanges } from '../backend/handlers/input-range.ts';
import type { PyrplOptions } from '../backend/pyrpl/pyrpl-options.ts';

import type { Restarts } from './restarts.ts';

/** How a worker is started. */
export interface WorkerOptions {
  readonly board: BoardOptions;
  /** How PyRPL is hosted; without it the board is reached through our own driver. */
  readonly pyrpl?: PyrplOptions | undefined;
  readonly inputRange: InputRanges;
  /** Address to listen on for clients. */
  readonly listen: string;
  /** Port to listen on; 0 for any free one. */
  readonly port: number;
  /** Secret of the clients; by default the board's own, made once and kept over restarts. */
  readonly token?: string | undefined;
  /** Origins of web pages that may connect, beside the worker's own. */
  readonly allowOrigins?: readonly string[] | undefined;
  /** Stops the worker after that many seconds without a session. */
  readonly lingerSeconds?: number | undefined;
  /** One of pino's levels, default `info`. */
  readonly logLevel?: string | undefined;
  /** What a supervisor tells of the workers before; default: this is the first. */
  readonly restarts?: Restarts | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Folder of the connection file and its kin, default as PROTOCOL.md says. */
  readonly folder?: string | undefined;
  /** The folder of what outlives a logout, default {@link dataFolder}. */
  readonly data?: string | undefined;
}
