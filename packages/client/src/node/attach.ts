import { setTimeout as delay } from 'node:timers/promises';
import { type Client, CommandError, connect, type WorkerState } from '@pyrpl-mux/client';
import { z } from 'zod';
import { requireConfiguration } from './configuration.ts';
import { findWorkerOfBoard, type WorkerAddress, workerOutOfReach } from './find-worker.ts';
import { NodeWebSocket } from './node-web-socket.ts';
import { type Started, spawnWorker } from './spawn-worker.ts';
import type { ResolvedConfig } from './worker-config.ts';

/** Time between two looks for the worker that took the board [ms]. */
const LOOK_INTERVAL = 50;

/** Longest wait for the worker of the process that was first to take the board [ms]; it listens in a fraction of it. */
const WINNER_PATIENCE = 5000;

/** How long a board may stay lost before a start has failed [ms]; a restart finds it busy for a moment. */
const BOARD_GRACE = 2000;

/** A client of the worker of a board. */
export interface Attachment {
  readonly client: Client;
  readonly url: string;
  /** Whether this process started the worker. */
  readonly startedHere: boolean;
  /** Whether the worker was named by its address, so that its process may be on another computer. */
  readonly elsewhere: boolean;
}

/**
 * Attaches to the worker of a board, or starts one and attaches to that; of several processes that try at once one
 * starts it. Resolves when commands for the board are served.
 *
 * @param deadline on `performance.now()`
 * @throws CommandError `config_mismatch` if the running worker was started otherwise, `board_unavailable` with the
 *   reason if it has no board, `worker_lost` with the reason if it can't be started
 */
export async function attachOrStart(config: ResolvedConfig, deadline: number): Promise<Attachment> {
  let takenSince: number | undefined;
  for (;;) {
    const attachment = await tryOnce(config, deadline);
    if (attachment === 'board_taken') {
      takenSince ??= performance.now();
      if (performance.now() - takenSince > WINNER_PATIENCE) throw await workerOutOfReach(config.board);
    } else takenSince = undefined;
    if (attachment !== undefined && attachment !== 'board_taken') {
      try {
        if (!attachment.startedHere) await requireBoardOf(attachment.client, config);
        if (await servesBoard(attachment.client, deadline)) return attachment;
      } catch (error) {
        attachment.client.close();
        throw error;
      }
      attachment.client.close();
    }
    if (performance.now() >= deadline) {
      throw new CommandError(
        'worker_lost',
        `The worker of ${config.board} did not become reachable in time. Nothing was done; try again.`,
      );
    }
    await delay(LOOK_INTERVAL);
  }
}

/** Undefined if a worker was found, but has gone since. */
async function tryOnce(
  config: ResolvedConfig,
  deadline: number,
): Promise<Attachment | 'board_taken' | undefined> {
  const url = process.env['PYRPL_MUX_URL'];
  if (url) {
    const token = process.env['PYRPL_MUX_TOKEN'];
    const client = await connect(url, { client: config.client, token, webSocket: NodeWebSocket });
    return { client, url, startedHere: false, elsewhere: true };
  }
  const running = await findWorkerOfBoard(config.board);
  if (running !== undefined) return await attach(running, config, false);
  const started: Started = await spawnWorker(config, Math.max(1, deadline - performance.now()));
  return started.outcome === 'listening' ? await attach(started, config, true) : started.outcome;
}

/** Undefined if the worker has gone since it was found. */
async function attach(
  { url, token }: WorkerAddress,
  { client: name }: ResolvedConfig,
  startedHere: boolean,
): Promise<Attachment | undefined> {
  try {
    // Nobody starts a worker of ours again by itself, so there is nothing to connect to again.
    const client = await connect(url, {
      client: name,
      token,
      reconnect: !startedHere,
      webSocket: NodeWebSocket,
    });
    return { client, url, startedHere, elsewhere: false };
  } catch (error) {
    if (error instanceof CommandError && error.code === 'worker_lost') return undefined;
    throw error;
  }
}

/** Makes sure that a running worker is that of the board, and was started in the same way. */
export async function requireBoardOf(client: Client, config: ResolvedConfig): Promise<void> {
  const { board, worker } = client.greeting;
  if (board.key !== config.board) {
    throw new CommandError(
      'config_mismatch',
      `The worker that this program is attached to (process ${worker.pid}) has the board ${board.key}, not ` +
        `${config.board}. Nothing was changed. Call shutdown first, or unset PYRPL_MUX_URL if that names it.`,
    );
  }
  await requireConfiguration(client, config);
}

/**
 * Waits until the worker has its board.
 *
 * @returns false if the worker is about to stop
 * @throws CommandError `board_unavailable` with the worker's reason
 */
export async function servesBoard(client: Client, deadline: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  let reason: string | null = null;
  const fail = (): void => void boardUnavailable(client, reason).then(reject, reject);
  const limit = setTimeout(fail, Math.max(0, deadline - performance.now()));
  let grace: NodeJS.Timeout | undefined;
  const judge = (worker: { readonly state: WorkerState; readonly reason: string | null }): void => {
    ({ reason } = worker);
    if (worker.state === 'board_lost') grace ??= setTimeout(fail, BOARD_GRACE);
    else if (worker.state !== 'starting') resolve(worker.state === 'ready');
  };
  const listening = [client.on('worker', judge), client.on('lost', (error) => reject(error))];
  judge(client.greeting);
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    clearTimeout(grace);
    for (const stop of listening) stop();
  }
}

const trying = z.object({ backend: z.object({ keeps_trying: z.boolean().default(true) }) });

async function boardUnavailable(client: Client, reason: string | null): Promise<CommandError> {
  const { board, worker } = client.greeting;
  const { keeps_trying: keepsTrying } = trying.parse(await client.command('status')).backend;
  const why = (reason ?? 'it has not reached it in time').replace(/\.$/, '');
  const next = keepsTrying
    ? 'The worker keeps trying; start again later.'
    : 'The worker does not try again by itself: when that is mended, end it with "pyrpl-mux stop" and start again.';
  return new CommandError(
    'board_unavailable',
    `The worker of ${board.key} (process ${worker.pid}) runs, but has no board: ${why}. Nothing was done. ${next}`,
  );
}
