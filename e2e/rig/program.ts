import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The command line as it stands in this checkout. */
export const PROGRAM = fileURLToPath(new URL('../../packages/worker/bin/pyrpl-mux.js', import.meta.url));

/** Longest wait for that line [ms]: a worker waits for its board, and PyRPL may take a minute on a busy machine. */
const READY_LIMIT = 150_000;

/** Longest time that a process may take to end when it is asked to [ms]; then it is killed. */
const END_LIMIT = 20_000;

/** A process of the command line that has printed its line of JSON. */
export interface Running<Line> extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly line: Line;
  /** Everything it wrote to stderr so far. */
  readonly log: () => string;
  /** Resolves with the exit code, or null after a signal. */
  readonly exited: Promise<number | null>;
}

/**
 * Starts `pyrpl-mux <args>` and waits for its first line of JSON on stdout.
 *
 * @throws Error with the process's stderr if it ends before that line, or the line does not come or is another one; the
 * process has ended then
 */
export async function start<Line>(
  args: readonly string[],
  runtimeFolder: string,
  parse: (value: unknown) => Line,
  nodeFlags: readonly string[] = [],
): Promise<Running<Line>> {
  const child = spawn(process.execPath, [...nodeFlags, PROGRAM, ...args], {
    env: {
      ...process.env,
      PYRPL_MUX_RUNTIME_DIR: runtimeFolder,
      PYRPL_MUX_DATA_DIR: join(runtimeFolder, 'data'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-1_000_000);
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const failure = (what: string): Error => new Error(`pyrpl-mux ${args.join(' ')} ${what}.\n${log}`);
  const first = Promise.withResolvers<string>();
  createInterface({ input: child.stdout }).once('line', first.resolve);
  child.once('exit', (code) => first.reject(failure(`ended with exit code ${code} before it was ready`)));
  child.once('error', first.reject);
  const limit = setTimeout(
    () => first.reject(failure(`was not ready within ${READY_LIMIT / 1000} s`)),
    READY_LIMIT,
  );
  let line: Line;
  try {
    line = parse(JSON.parse(await first.promise));
  } catch (error) {
    // Without a process id it never ran, and never exits.
    if (child.pid !== undefined && child.kill('SIGKILL')) await exited;
    throw error;
  } finally {
    clearTimeout(limit);
  }
  return {
    process: child,
    line,
    log: () => log,
    exited,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      const patience = setTimeout(() => child.kill('SIGKILL'), END_LIMIT);
      await exited;
      clearTimeout(patience);
    },
  };
}

/** The line that `serve --json` and `worker --json` print when they are ready. */
export interface ReadyLine {
  readonly url: string;
  readonly token: string;
  readonly connectionFile: string;
  readonly board: string;
  readonly pid: number;
}

function parseReady(value: unknown): ReadyLine {
  if (
    typeof value === 'object' &&
    value !== null &&
    'event' in value &&
    value.event === 'ready' &&
    'url' in value &&
    typeof value.url === 'string' &&
    'token' in value &&
    typeof value.token === 'string' &&
    'connectionFile' in value &&
    typeof value.connectionFile === 'string' &&
    'board' in value &&
    typeof value.board === 'string' &&
    'pid' in value &&
    typeof value.pid === 'number'
  ) {
    const { url, token, connectionFile, board, pid } = value;
    return { url, token, connectionFile, board, pid };
  }
  throw new Error(`Not a ready line: ${JSON.stringify(value)}`);
}

/** Starts a worker without supervisor on a free port. */
export function startWorker(runtimeFolder: string, ...args: readonly string[]): Promise<Running<ReadyLine>> {
  return start(
    ['worker', '--json', '--port', '0', '--log-level', 'warn', ...args],
    runtimeFolder,
    parseReady,
  );
}

/** The same with an inspector, whose address stands in its log. */
export function startInspectedWorker(
  runtimeFolder: string,
  ...args: readonly string[]
): Promise<Running<ReadyLine>> {
  const all = ['worker', '--json', '--port', '0', '--log-level', 'warn', ...args];
  return start(all, runtimeFolder, parseReady, ['--inspect=127.0.0.1:0']);
}

/** Starts supervisor and worker on a free port. */
export function startServe(runtimeFolder: string, ...args: readonly string[]): Promise<Running<ReadyLine>> {
  return start(['serve', '--json', '--port', '0', ...args], runtimeFolder, parseReady);
}

/** A runtime folder of its own, removed in the end. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'pyrpl-mux-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
