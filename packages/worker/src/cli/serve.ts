import { CommandError } from '@pyrpl-mux/client';
import { findWorkerOfBoard } from '@pyrpl-mux/client/node';
import { Command } from 'commander';
import { z } from 'zod';
import { boardKey, type SimulatedBoard } from '../backend/board/board-options.ts';
import { OWN_PROGRAM } from '../backend/board/simulated-process.ts';
import { ExitCode } from '../process/exit-codes.ts';
import type { Restarts } from '../process/restarts.ts';
import { onEndRequest } from '../process/signals.ts';
import { supervise } from '../process/supervisor.ts';
import { spawnWorkerProcess } from '../process/worker-process.ts';
import { CliExit } from './cli-error.ts';
import { type Announcement, announceJson, announceOnce, announceText } from './serve-announcement.ts';
import { stayAttached, waitForWorker } from './serve-attached.ts';
import { type WorkerStart, workerStart } from './worker-arguments.ts';
import { givenInputRange, readWorkerOptions, workerOptions } from './worker-flags.ts';

const flags = z.object({ json: z.boolean().default(false) });

/**
 * `pyrpl-mux serve`.
 *
 * @param args the arguments of the command line, which the worker process takes as they are
 */
export function serveCommand(args: readonly string[]): Command {
  const command = workerOptions(new Command('serve')).option(
    '--json',
    'print one line of JSON when ready, and log everything',
  );
  return command.action(async () => {
    const { json } = flags.parse(command.opts());
    const { board, pyrpl } = readWorkerOptions(command);
    if (board.kind === 'simulated') await checkSimulation(board);
    const key = boardKey(board);
    const wanted = {
      backend: pyrpl === undefined ? 'board' : 'pyrpl',
      ...(board.kind === 'simulated' ? { wiring: board.wiring, seed: board.seed, noise: board.noise } : {}),
      inputRange: givenInputRange(command),
    };
    const announce = json ? announceJson : announceText;
    try {
      const running = await findWorkerOfBoard(key);
      process.exitCode =
        running === undefined
          ? await superviseOrAttach(
              key,
              (restarts) => workerStart(args, { json, restarts }),
              announce,
              wanted,
            )
          : await stayAttached(running, wanted, announce);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      say(error.message);
      process.exitCode = error.code === 'config_mismatch' ? ExitCode.configMismatch : CliExit.noWorker;
    }
  });
}

/** Refuses a wiring or a fault at once that the process of the simulated board would refuse again and again. */
async function checkSimulation({ wiring, faults = [] }: SimulatedBoard): Promise<void> {
  if (wiring === undefined && faults.length === 0) return;
  const { buildSimulation } = await import('./simulation.ts');
  buildSimulation(wiring === undefined ? {} : { wiring }, faults);
}

/** Runs the worker; if another process was faster to take the board, attaches to its worker. */
async function superviseOrAttach(
  key: string,
  start: (restarts: Restarts) => WorkerStart,
  announce: (announcement: Announcement) => void,
  wanted: Parameters<typeof stayAttached>[1],
): Promise<number> {
  const exitCode = await runSupervised(start, announce);
  if (exitCode !== ExitCode.boardTaken) return exitCode;
  return await stayAttached(await waitForWorker(key), wanted, announce);
}

async function runSupervised(
  start: (restarts: Restarts) => WorkerStart,
  announce: (announcement: Announcement) => void,
): Promise<number> {
  const supervisor = supervise(
    ({ port, restarts }) => {
      const { args, environment } = start(restarts);
      const samePort = port === null ? [] : ['--port', String(port)];
      return spawnWorkerProcess([...OWN_PROGRAM, ...args, ...samePort], environment);
    },
    // Why it failed or has no board is said by the worker's own log.
    { say, onReport: announceOnce(announce) },
  );
  const ignore = onEndRequest((signal) => supervisor.stop(`its supervisor, which received ${signal},`));
  try {
    return await supervisor.done;
  } finally {
    ignore();
  }
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}
