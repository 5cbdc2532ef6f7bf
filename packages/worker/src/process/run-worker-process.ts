import { createLog, type Log } from '../observe/log.ts';
import { ExitCode, WorkerStartError } from './exit-codes.ts';
import { onEndRequest } from './signals.ts';
import { runWorker, type WorkerHandle } from './worker.ts';
import { starter, type WorkerReport } from './worker-channel.ts';
import type { WorkerOptions } from './worker-options.ts';

/** How a worker process behaves towards its starter. */
export interface WorkerProcessOptions {
  readonly supervised?: boolean;
  /** Whether the log is for a person who watches: sentences instead of JSON. */
  readonly sentences?: boolean;
  readonly onReport?: ((report: WorkerReport) => void) | undefined;
}

/**
 * Makes this process a worker, from start to end: reports to whoever started it, stops in good order when it is asked
 * to, and ends at once after a fault of the program, with the connection file left for the restart.
 *
 * @param supervised whether it belongs to a supervisor, without which it shall not go on
 * @param sentences whether its log is for a person
 * @param onReport told what the starter is told, once the worker listens
 * @returns the exit code for this process
 */
export async function runWorkerProcess(
  options: WorkerOptions,
  { supervised = false, sentences = false, onReport }: WorkerProcessOptions = {},
): Promise<ExitCode> {
  const log = createLog(options.logLevel, { sentences });
  endOnFault(log);
  let worker: WorkerHandle;
  try {
    worker = await runWorker(options, { log });
  } catch (error) {
    if (!(error instanceof WorkerStartError)) throw error;
    log.error({ exit_code: error.exitCode }, error.message);
    await starter.tell({ report: 'failed', sentence: error.message });
    starter.leave();
    return error.exitCode;
  }
  const stop = (who: string): void => {
    // Its failure is that of `stopped`, which is awaited below.
    worker.stop(who).catch(() => undefined);
  };
  obeySignals(stop);
  starter.onRequest({
    stop: (by) => stop(`The worker is stopping, for ${by} asked for it.`),
    gone: () => {
      if (supervised) stop('The worker is stopping, for its supervisor is gone.');
    },
  });
  await report(worker, onReport);
  await worker.stopped;
  starter.leave();
  return ExitCode.ok;
}

async function report(
  worker: WorkerHandle,
  onReport: (report: WorkerReport) => void = () => undefined,
): Promise<void> {
  const { url, token, board, connectionFile, backend } = worker;
  const listening = { report: 'listening', url, token, pid: process.pid, board, connectionFile } as const;
  await starter.tell(listening);
  onReport(listening);
  const tell = (): void => {
    const { state } = backend;
    const reason = state.state === 'ready' ? null : state.reason;
    const change = { report: 'state', state: state.state, reason } as const;
    void starter.tell(change);
    onReport(change);
  };
  tell();
  backend.onState(tell);
}

/** The first signal stops in good order, a second one at once. */
function obeySignals(stop: (who: string) => void): void {
  let asked = false;
  onEndRequest((signal) => {
    if (asked) process.exit(ExitCode.crashed);
    asked = true;
    stop(`The worker is stopping, for its process received ${signal}.`);
  });
}

/** After an error that nobody has caught nothing is certain any more: a restart is better than going on. */
function endOnFault(log: Log): void {
  process.on('uncaughtException', (error, origin) => {
    log.fatal({ err: error, origin }, 'The worker ends by a fault of its own. Outputs stay as they are.');
    process.exit(ExitCode.crashed);
  });
}
