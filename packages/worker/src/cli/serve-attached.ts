import { setTimeout as delay } from 'node:timers/promises';
import { type ConnectionFile, connect } from '@pyrpl-mux/client';
import {
  connectionFilePath,
  findWorkerOfBoard,
  NodeWebSocket,
  requireConfiguration,
  type WantedConfiguration,
  workerOutOfReach,
} from '@pyrpl-mux/client/node';
import { onEndRequest } from '../process/signals.ts';
import { CliExit } from './cli-error.ts';
import type { Announcement } from './serve-announcement.ts';

/** Longest wait for the worker of the process that was faster [ms], and time between two looks. */
const WINNER_PATIENCE = 5000;
const LOOK_INTERVAL = 50;

/** How long the other worker may be lost before this program ends [ms]: its supervisor may start it again. */
const LOSS_PATIENCE = 10_000;

/**
 * Stays attached to the worker that another process runs, until Ctrl-C or until that worker is gone.
 *
 * @returns the exit code
 * @throws CommandError `config_mismatch` if it was started otherwise
 */
export async function stayAttached(
  file: ConnectionFile,
  wanted: WantedConfiguration,
  announce: (announcement: Announcement) => void,
): Promise<number> {
  const { url, token, board, pid } = file;
  const client = await connect(url, {
    token,
    client: 'pyrpl-mux serve',
    arrays: 'json',
    webSocket: NodeWebSocket,
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  const ignore = onEndRequest(() => resolve(CliExit.ok));
  let limit: NodeJS.Timeout | undefined;
  client.on('lost', () => {
    limit ??= setTimeout(() => {
      process.stderr.write(`The worker of ${board} is gone. Start "pyrpl-mux serve" again to run one.\n`);
      resolve(CliExit.noWorker);
    }, LOSS_PATIENCE);
  });
  client.on('greeting', () => {
    clearTimeout(limit);
    limit = undefined;
  });
  try {
    await requireConfiguration(client, wanted);
    announce({ url, token, board, pid, connectionFile: connectionFilePath(board), own: false });
    return await promise;
  } finally {
    clearTimeout(limit);
    ignore();
    client.close();
  }
}

/**
 * Waits for the worker of the process that took the board.
 *
 * @throws CommandError `worker_lost` with what was found instead if it can't be met in time
 */
export async function waitForWorker(board: string): Promise<ConnectionFile> {
  const deadline = performance.now() + WINNER_PATIENCE;
  while (performance.now() < deadline) {
    const file = await findWorkerOfBoard(board);
    if (file !== undefined) return file;
    await delay(LOOK_INTERVAL);
  }
  throw await workerOutOfReach(board);
}
