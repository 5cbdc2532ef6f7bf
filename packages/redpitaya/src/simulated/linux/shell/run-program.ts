import { baseName, FileError } from '../file-system.ts';
import { type Process, SIGNAL_NUMBERS, type Signal } from '../process-table.ts';
import type { Program } from '../programs/program.ts';
import type { Shell } from './shell.ts';
import type { Streams } from './streams.ts';

/** How a command is started besides its words. */
export interface LaunchOptions {
  /** Not ended when the terminal goes away, as `nohup` and `setsid` arrange. */
  readonly detached?: boolean;
  /** Told the process once there is one. */
  readonly started?: (process: Process) => void;
}

/**
 * Runs a program as a process of its own.
 *
 * @param foreground where the process takes its signals from while it runs
 * @returns its exit status; 128 and the signal's number if that ended it
 */
export async function runProgram(
  program: Program,
  words: readonly string[],
  shell: Shell,
  streams: Streams,
  { detached = false, started }: LaunchOptions,
  foreground: Set<(signal: Signal) => void>,
): Promise<number> {
  const { processes } = shell.machine;
  const abort = new AbortController();
  const killed = Promise.withResolvers<number>();
  const signalled = (signal: Signal): void => {
    if (signal === 'HUP' && detached) return;
    abort.abort();
    killed.resolve(128 + SIGNAL_NUMBERS[signal]);
  };
  const terminal = detached ? null : shell.terminal;
  const process = processes.start({ parent: detached ? 1 : shell.pid, args: words, terminal, signalled });
  if (process === null) {
    streams.err.write('-bash: fork: retry: Resource temporarily unavailable\n');
    return 254;
  }
  started?.(process);
  foreground.add(signalled);
  const name = baseName(words[0] ?? '');
  const { machine } = shell;
  const call = {
    args: words.slice(1),
    name,
    ...streams,
    machine,
    shell,
    pid: process.pid,
    signal: abort.signal,
  };
  try {
    return await Promise.race([program(call), killed.promise]);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    streams.err.write(`${name}: ${error.path}: ${error.message}\n`);
    return 1;
  } finally {
    foreground.delete(signalled);
    processes.end(process.pid);
  }
}
