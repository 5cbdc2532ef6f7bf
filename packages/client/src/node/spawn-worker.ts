import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError } from '@pyrpl-mux/client';
import { z } from 'zod';
import { boardFileName, runtimeFolder } from './connection-file.ts';
import { type ResolvedConfig, workerArguments, workerEnvironment } from './worker-config.ts';
import { findProgram } from './worker-program.ts';

/** Seconds that a worker started here stays without a session. */
const LINGER = 60;

/** Bytes of the log beyond which it begins anew with the next worker. */
const LOG_LIMIT = 1_000_000;

/** Exit code of a worker whose board has one already. */
const BOARD_TAKEN = 10;

/** Exit code of a worker that what runs already contradicts. */
const CONFIG_MISMATCH = 12;

/** What a worker process reports to its starter that matters here; the rest is learnt by connecting. */
const report = z.discriminatedUnion('report', [
  z.object({ report: z.literal('listening'), url: z.string(), token: z.string(), pid: z.int() }),
  z.object({ report: z.literal('failed'), sentence: z.string() }),
]);

/** How the start of a worker went: it listens, or another process was first to take the board. */
export type Started =
  | { readonly outcome: 'listening'; readonly url: string; readonly token: string }
  | { readonly outcome: 'board_taken' };

/**
 * Starts a worker process that outlives this one: detached, without a supervisor, with a log beside its connection
 * file. Resolves when it listens, whatever the state of its board.
 *
 * @param patience longest wait [ms]
 * @throws CommandError with the reason that the worker gave, or the way its process ended
 */
export async function spawnWorker(config: ResolvedConfig, patience: number): Promise<Started> {
  const program = findProgram(config.program);
  const folder = runtimeFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const logPath = join(folder, `${boardFileName(config.board)}.log`);
  const isLong = (statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT;
  const log = openSync(logPath, isLong ? 'w' : 'a', 0o600);
  const child = spawn(process.execPath, [program, ...workerArguments(config, LINGER)], {
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
    windowsHide: true,
    env: { ...process.env, ...workerEnvironment(config) },
  });
  closeSync(log);
  const { promise, resolve, reject } = Promise.withResolvers<Started>();
  let reason: string | undefined;
  child.on('message', (message) => {
    const said = report.safeParse(message).data;
    if (said?.report === 'listening') resolve({ outcome: 'listening', url: said.url, token: said.token });
    if (said?.report === 'failed') reason = said.sentence;
  });
  child.once('error', (error) => reject(failed(`its process can't be started: ${error.message}`)));
  child.once('exit', (code, signal) => {
    const how = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
    const judge = (): void => {
      if (code === BOARD_TAKEN) resolve({ outcome: 'board_taken' });
      else if (code === CONFIG_MISMATCH && reason !== undefined)
        reject(new CommandError('config_mismatch', reason));
      else reject(failed(reason ?? `${how} before it listened. Its log is ${logPath}`));
    };
    // Its last words may still be in the channel when the process is gone.
    if (child.connected) child.once('disconnect', judge);
    else judge();
  });
  const timer = setTimeout(() => {
    child.kill();
    reject(
      failed(
        `it did not listen within ${(patience / 1000).toFixed(1)} s and was stopped. Its log is ${logPath}`,
      ),
    );
  }, patience);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    if (child.connected) child.disconnect();
    child.unref();
  }
}

function failed(why: string): CommandError {
  return new CommandError(
    'worker_lost',
    `The worker could not be started: ${why.replace(/\.$/, '')}. Nothing was done.`,
  );
}
