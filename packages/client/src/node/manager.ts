import {
  CommandError,
  type CommandName,
  type CommandOptions,
  type CommandParams,
  type CommandResult,
} from '@pyrpl-mux/client';
import { type Attachment, attachOrStart, requireBoardOf, servesBoard } from './attach.ts';
import { stopWorker } from './stop-worker.ts';
import { resolveConfig, type WorkerConfig } from './worker-config.ts';

/** Longest wait for a worker and its board, unless the configuration says otherwise [s]. */
const START_TIMEOUT = 30;

/** The worker that a program is attached to. */
export interface WorkerProcessInfo {
  readonly pid: number;
  readonly url: string;
  /** Key of its board. */
  readonly board: string;
  /** Whether this process started it. */
  readonly startedHere: boolean;
}

/**
 * Shares one board between all parts of a program, and with other programs: attaches to the board's worker or starts
 * one, and sends it commands.
 *
 * A worker that was started here is a process of its own. It stays when this program ends, for other programs may have
 * attached, and stops after 60 s without any. Ending the program detaches it. An attached program does not end by
 * itself: call {@link SharedPyRPLManager.shutdown}, or hold the manager with `await using`.
 */
export class SharedPyRPLManager implements AsyncDisposable {
  #attachment: Attachment | undefined;
  /** The last of the starts and shutdowns, which run one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Attaches to the worker of the board, or starts one. Resolves when the board's commands are served. Calling it again
   * is harmless, and finds a worker again after a crash.
   *
   * @throws CommandError `config_mismatch` naming the difference if the worker that runs was started otherwise,
   *   `board_unavailable` or `worker_lost` with the reason, `invalid_params` if the configuration makes no sense
   */
  startWorker(config: WorkerConfig): Promise<WorkerProcessInfo> {
    return this.#inTurn(async () => {
      const resolved = resolveConfig(config);
      const deadline = performance.now() + (resolved.startTimeout ?? START_TIMEOUT) * 1000;
      const present = this.#attachment;
      if (present?.client.state === 'ready') {
        await requireBoardOf(present.client, resolved);
        if (await servesBoard(present.client, deadline)) return describe(present);
      }
      this.#detach();
      this.#attachment = await attachOrStart(resolved, deadline);
      return describe(this.#attachment);
    });
  }

  /**
   * Sends a command to the worker.
   *
   * @param options `timeout` in seconds, `signal` to cancel, `onProgress` for interim responses
   * @returns the response's data
   * @throws CommandError as a rejection: the worker's answer, `timeout`, `cancelled`, or `worker_lost` at once if there is
   *   no worker; its stack names the caller
   */
  sendCommand<Name extends CommandName>(
    command: Name,
    params?: CommandParams<Name>,
    options?: CommandOptions,
  ): Promise<CommandResult<Name>>;
  sendCommand(command: string, params?: object, options?: CommandOptions): Promise<unknown>;
  sendCommand(command: string, params: object = {}, options: CommandOptions = {}): Promise<unknown> {
    if (this.#attachment !== undefined) {
      return this.#attachment.client.commandByName(command, params, options);
    }
    return Promise.reject(
      new CommandError(
        'worker_lost',
        `No worker is attached. ${command} was not sent. Call startWorker first.`,
      ),
    );
  }

  /** Whether commands can be sent. False after a crash of the worker, until the next {@link startWorker}. */
  isWorkerRunning(): boolean {
    return this.#attachment?.client.state === 'ready';
  }

  /** The worker that this program is attached to; undefined while there is none. */
  getWorkerProcess(): WorkerProcessInfo | undefined {
    const attachment = this.#attachment;
    return attachment?.client.state === 'ready' ? describe(attachment) : undefined;
  }

  /**
   * Detaches. The worker stops only if it was started here and nobody else is attached, or with `force`, for everybody:
   * it is asked to, and if that does not help its process is ended. Outputs stay as they are in any case.
   *
   * @throws CommandError `worker_lost` if the worker did not stop
   */
  shutdown({ force = false }: { readonly force?: boolean } = {}): Promise<void> {
    return this.#inTurn(async () => {
      const attachment = this.#attachment;
      if (attachment === undefined) return;
      try {
        if (force || (attachment.startedHere && (await isAlone(attachment))))
          await stopWorker(attachment.client, !attachment.elsewhere);
      } finally {
        this.#detach();
      }
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }

  #detach(): void {
    this.#attachment?.client.close();
    this.#attachment = undefined;
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

let shared: SharedPyRPLManager | undefined;

/** The manager of this process. */
export function getSharedWorkerManager(): SharedPyRPLManager {
  shared ??= new SharedPyRPLManager();
  return shared;
}

function describe({ client, url, startedHere }: Attachment): WorkerProcessInfo {
  const { worker, board } = client.greeting;
  return { pid: worker.pid, url, board: board.key, startedHere };
}

/** Whether this program is the worker's only client; false if the worker can't tell. */
async function isAlone({ client }: Attachment): Promise<boolean> {
  try {
    const { clients } = await client.command('status');
    return Array.isArray(clients) && clients.length === 1;
  } catch (error) {
    if (error instanceof CommandError) return false;
    throw error;
  }
}
