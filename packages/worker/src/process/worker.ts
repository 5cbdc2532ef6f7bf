import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, CommandError, systemClock, type Timer } from '@pyrpl-mux/client';
import {
  boardFileName,
  connectionFilePath,
  removeConnectionFile,
  runtimeFolder,
  writeConnectionFile,
} from '@pyrpl-mux/client/node';
import type { Backend } from '../backend/backend.ts';
import { boardKey } from '../backend/board/board-options.ts';
import type { SimulatedProcess } from '../backend/board/simulated-process.ts';
import { createBackend } from '../backend/create-backend.ts';
import { dataFolder } from '../data-folder.ts';
import { createLog, type Log } from '../observe/log.ts';
import { type Listener, listenForClients } from '../sessions/listen.ts';
import { VERSION } from '../version.ts';
import { type BoardLock, takeBoardLock } from './board-lock.ts';
import { boardToken } from './board-token.ts';
import { ExitCode, WorkerStartError } from './exit-codes.ts';
import type { WorkerOptions } from './worker-options.ts';

/** A running worker. */
export interface WorkerHandle {
  /** For clients: `ws://127.0.0.1:8765/`. */
  readonly url: string;
  readonly token: string;
  /** Key of the board. */
  readonly board: string;
  /** Path of the connection file. */
  readonly connectionFile: string;
  readonly backend: Backend;
  /** Resolves when the worker has stopped, whoever asked for it. */
  readonly stopped: Promise<void>;
  /**
   * Finishes what runs, refuses what comes, and lets go of the board without writing a register. Idempotent.
   *
   * @param who a sentence: who asked for it
   */
  stop(who: string): Promise<void>;
}

/** What a worker takes from its surroundings. */
export interface WorkerSurroundings {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Program that runs simulated boards, default this package's own. */
  readonly program?: readonly [string, ...string[]];
}

/**
 * Starts a worker in this process. It takes the board's lock, listens, writes the connection file, and then begins to
 * reach the board, for which it does not wait.
 *
 * @throws WorkerStartError with an exit code; then nothing is left behind
 */
export async function runWorker(
  options: WorkerOptions,
  surroundings: WorkerSurroundings = {},
): Promise<WorkerHandle> {
  const { log = createLog(options.logLevel) } = surroundings;
  const worker = new Worker(options, { ...surroundings, log });
  try {
    await worker.start();
  } catch (error) {
    await worker.release();
    throw error;
  }
  log.info({ board: worker.board, url: worker.url, pid: process.pid }, 'The worker listens.');
  return worker;
}

class Worker implements WorkerHandle {
  readonly board: string;
  readonly connectionFile: string;
  readonly #options: WorkerOptions;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #folder: string;
  readonly #backend: Backend;
  readonly #simulated: SimulatedProcess | null;
  readonly #stopped = Promise.withResolvers<void>();
  #stopping: Promise<void> | null = null;
  #lock: BoardLock | null = null;
  #listener: Listener | null = null;
  #token = '';
  #linger: Timer | null = null;

  constructor(options: WorkerOptions, surroundings: WorkerSurroundings & { readonly log: Log }) {
    const { clock = systemClock, log, program } = surroundings;
    const { board, pyrpl, inputRange, folder = runtimeFolder(), data = dataFolder() } = options;
    this.#options = options;
    this.#log = log;
    this.#clock = clock;
    this.#folder = folder;
    this.board = boardKey(board);
    this.connectionFile = connectionFilePath(this.board, folder);
    const { backend, simulated } = createBackend({
      ...{ board, pyrpl, inputRange, folder, data, clock, log, program },
    });
    this.#backend = backend;
    this.#simulated = simulated;
  }

  get url(): string {
    return this.#listener?.url ?? '';
  }

  get token(): string {
    return this.#token;
  }

  get backend(): Backend {
    return this.#backend;
  }

  get stopped(): Promise<void> {
    return this.#stopped.promise;
  }

  async start(): Promise<void> {
    await this.#inFolder(mkdir(this.#folder, { recursive: true, mode: 0o700 }));
    this.#lock = takeBoardLock(this.#file('lock'));
    if (this.#simulated !== null) checkSimulated(this.#simulated);
    this.#token = this.#options.token ?? (await this.#inFolder(boardToken(this.#file('token'))));
    this.#listener = await this.#listen();
    await this.#inFolder(
      writeConnectionFile(
        {
          url: this.url,
          token: this.#token,
          pid: process.pid,
          board: this.board,
          backend: this.#backend.kind,
          version: VERSION,
        },
        this.#folder,
      ),
    );
    this.#backend.start();
    this.#watchSessions(0);
  }

  async stop(who: string): Promise<void> {
    this.#stopping ??= this.#stop(who);
    await this.#stopping;
  }

  /** Lets go of everything, in the reverse order of {@link start}. */
  async release(): Promise<void> {
    this.#linger?.cancel();
    await this.#listener?.close();
    await this.#backend.stop();
    if (this.#lock === null) return;
    await removeConnectionFile(this.board, process.pid, this.#folder);
    this.#lock.release();
  }

  async #stop(who: string): Promise<void> {
    this.#log.info(who);
    try {
      await this.#listener?.drain(who);
      await this.release();
    } catch (error) {
      this.#log.error({ err: error }, 'The worker could not stop in good order.');
      this.#stopped.reject(error);
      throw error;
    }
    this.#log.info('The worker has stopped. Outputs stay as they are.');
    this.#stopped.resolve();
  }

  async #listen(): Promise<Listener> {
    const { listen, port, allowOrigins = [], limits = {}, restarts, inputRange } = this.#options;
    try {
      return await listenForClients({
        backend: this.#backend,
        board: { key: this.board, inputRange },
        listen,
        port,
        token: this.#token,
        allowOrigins,
        limits,
        restarts,
        clock: this.#clock,
        log: this.#log,
        version: VERSION,
        onShutdownRequested: (who) => this.#stopSoon(who),
        onSessionCount: (count) => this.#watchSessions(count),
      });
    } catch (cause) {
      throw new WorkerStartError(
        ExitCode.addressInUse,
        `Clients can't be listened for at ${listen}:${port}: ${reasonOf(cause)}. Nothing was done to the board. ` +
          'Choose another --port (0 for any free one), or stop what listens there.',
        { cause },
      );
    }
  }

  #watchSessions(count: number): void {
    const { lingerSeconds } = this.#options;
    this.#linger?.cancel();
    if (lingerSeconds === undefined || count > 0 || this.#stopping !== null) return;
    this.#linger = this.#clock.setTimer(
      () => this.#stopSoon(`The worker is stopping, for it has had no client for ${lingerSeconds} s.`),
      lingerSeconds * 1000,
    );
  }

  #stopSoon(who: string): void {
    // Whoever waits for `stopped` is told of a failure.
    this.stop(who).catch(() => undefined);
  }

  async #inFolder<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      throw new WorkerStartError(
        ExitCode.runtimeFolder,
        `The folder ${this.#folder} can't be used: ${reasonOf(cause)}. Nothing was started. ` +
          'Set PYRPL_MUX_RUNTIME_DIR to a folder that this user can write.',
        { cause },
      );
    }
  }

  #file(extension: string): string {
    return join(this.#folder, `${boardFileName(this.board)}.${extension}`);
  }
}

function checkSimulated(simulated: SimulatedProcess): void {
  try {
    simulated.check();
  } catch (cause) {
    if (!(cause instanceof CommandError)) throw cause;
    throw new WorkerStartError(ExitCode.configMismatch, cause.message, { cause });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
