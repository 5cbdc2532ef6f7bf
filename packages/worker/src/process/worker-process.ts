import { type ChildProcess, spawn } from 'node:child_process';
import { parseReport, type StarterRequest, type WorkerReport } from './worker-channel.ts';

/** File descriptor of this process's standard error. */
const STDERR = 2;

/** How a worker process ended. */
export interface WorkerEnd {
  /** Null if a signal ended it or if it never ran. */
  readonly exitCode: number | null;
  /** How it ended, as part of a sentence: "with exit code 1", "by SIGKILL". */
  readonly how: string;
}

/** A worker in a process of its own, seen from its starter. */
export interface WorkerProcess {
  /** Process id; undefined if it could not be started. */
  readonly pid: number | undefined;
  /** Resolves, and never rejects, when the process has ended. */
  readonly ended: Promise<WorkerEnd>;
  /** Calls back with everything that the worker reports. */
  onReport(listener: (report: WorkerReport) => void): void;
  /** Asks the worker to stop in good order. */
  stop(by: string): void;
  /** Closes the channel: a supervised worker stops then, another one goes on alone. */
  abandon(): void;
  /** Ends the process at once. */
  kill(): void;
}

/**
 * Starts a worker process with a channel for reports and for the request to stop, which works on systems without
 * signals as well. Its standard output and error are this process's standard error.
 *
 * @param command program and arguments
 * @param environment variables beside this process's own, which others can't read
 */
export function spawnWorkerProcess(
  command: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = {},
): WorkerProcess {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    stdio: ['ignore', STDERR, STDERR, 'ipc'],
    windowsHide: true,
    env: { ...process.env, ...environment },
  });
  return {
    pid: child.pid,
    ended: ended(child),
    onReport: (listener) => {
      child.on('message', (message) => {
        const report = parseReport(message);
        if (report !== null) listener(report);
      });
    },
    stop: (by) => {
      const request: StarterRequest = { request: 'stop', by };
      // A worker that has just ended takes no request, and needs none.
      if (child.connected) child.send(request, () => undefined);
    },
    abandon: () => {
      if (child.connected) child.disconnect();
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

function ended(child: ChildProcess): Promise<WorkerEnd> {
  const { promise, resolve } = Promise.withResolvers<WorkerEnd>();
  child.once('error', (error) => {
    if (child.pid === undefined)
      resolve({ exitCode: null, how: `before it began, since it can't be started: ${error.message}` });
  });
  child.once('exit', (exitCode, signal) => {
    resolve({ exitCode, how: signal === null ? `with exit code ${exitCode}` : `by ${signal}` });
  });
  return promise;
}
