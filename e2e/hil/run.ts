/*
 * Runs the suite: `npm run test:hil [-- --host HOST [--board-port PORT] --i-wired-out1-to-in1] [vitest's arguments]`.
 * Without a host each file starts a simulated board of its own. A real board is guarded here: by one process that
 * outlives the tests, also when they are interrupted.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandError, connect } from '@pyrpl-mux/client';
import { findWorkerOfBoard, SharedPyRPLManager } from '@pyrpl-mux/client/node';
import { VERIFIED_WORKER } from './bench.ts';
import { requireUnused, restore, takeSnapshot, UnsafeBoardError, verifyLoop } from './safety.ts';

/** Exit codes of this program beside those of vitest. */
const ExitCode = { notRestored: 1, refused: 2, interrupted: 130 } as const;

/** What interrupts a run; the last two exist on Windows. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const;

/** How long vitest may take to end after an interruption [ms]. */
const PATIENCE = 5000;

const root = fileURLToPath(new URL('../..', import.meta.url));

const options = {
  host: { type: 'string' },
  'board-port': { type: 'string' },
  'i-wired-out1-to-in1': { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

const say = (sentence: string): boolean => process.stderr.write(`${sentence}\n`);

function startVitest(args: readonly string[], environment: NodeJS.ProcessEnv): ChildProcess {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  return spawn(process.execPath, [vitest, 'run', '--project', 'e2e', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
}

/** Waits for vitest's end; an interruption ends it. */
async function exitCodeOf(vitest: ChildProcess, interrupted: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let limit: NodeJS.Timeout | undefined;
  const end = (): void => {
    vitest.kill();
    limit = setTimeout(() => vitest.kill('SIGKILL'), PATIENCE);
  };
  vitest.once('error', reject);
  vitest.once('exit', (code) => resolve(code ?? ExitCode.interrupted));
  if (interrupted.aborted) end();
  else interrupted.addEventListener('abort', end, { once: true });
  try {
    return await promise;
  } finally {
    clearTimeout(limit);
    interrupted.removeEventListener('abort', end);
  }
}

/** Runs the tests on a real board, and leaves it as it was. */
async function guarded(host: string, port: number, args: readonly string[]): Promise<number> {
  const interruption = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => interruption.abort());
  const interrupted = interruption.signal;

  const manager = new SharedPyRPLManager();
  const { board, startedHere } = await manager.startWorker({ hostname: host, port, logLevel: 'warn' });
  // Whoever has attached in the meantime must not use a board that is being tested.
  await using _stopped = { [Symbol.asyncDispose]: () => manager.shutdown({ force: startedHere }) };
  if (!startedHere) {
    throw new UnsafeBoardError(
      `A worker of ${board} runs already, so others may be using the board. Nothing was changed. Stop it with "pyrpl-mux stop", then start again.`,
    );
  }
  const worker = await findWorkerOfBoard(board);
  if (worker === undefined)
    throw new UnsafeBoardError(`The worker of ${board} has gone. Nothing was changed.`);
  await using client = await connect(worker.url, { token: worker.token, client: 'guard of the board' });
  await requireUnused(client);
  const snapshot = await takeSnapshot(client);
  const outputsOff = (): void => {
    client.command('outputs_off').catch((error: unknown) => say(String(error)));
  };
  interrupted.addEventListener('abort', outputsOff, { once: true });
  let exitCode: number = ExitCode.interrupted;
  try {
    await verifyLoop(client);
    if (!interrupted.aborted) {
      const vitest = startVitest(['--exclude', '**/safety.test.ts', ...args], {
        [VERIFIED_WORKER.url]: worker.url,
        [VERIFIED_WORKER.token]: worker.token,
      });
      exitCode = await exitCodeOf(vitest, interrupted);
    }
  } finally {
    const problems = await restore(client, snapshot);
    for (const problem of problems) say(problem);
    if (problems.length > 0) exitCode = ExitCode.notRestored;
    else say('Both outputs are off, and every setting of the board is as it was.');
  }
  return interrupted.aborted && exitCode !== ExitCode.notRestored ? ExitCode.interrupted : exitCode;
}

async function main(): Promise<number> {
  const { tokens, values } = parseArgs({ options, strict: false, allowPositionals: true, tokens: true });
  const own = new Set(Object.keys(options));
  const rest = tokens.flatMap((token) => {
    if (token.kind === 'positional') return [token.value];
    if (token.kind === 'option' && !own.has(token.name))
      return [token.value === undefined ? token.rawName : `${token.rawName}=${token.value}`];
    return [];
  });
  const { host } = values;
  const args = rest.length === 0 ? ['e2e/hil'] : rest;
  if (typeof host !== 'string') {
    if (host === undefined && values['board-port'] === undefined && values['i-wired-out1-to-in1'] !== true) {
      return await exitCodeOf(startVitest(args, {}), new AbortController().signal);
    }
    throw new UnsafeBoardError(
      '--board-port and --i-wired-out1-to-in1 need --host with a name. Nothing was done.',
    );
  }
  if (values['i-wired-out1-to-in1'] !== true) {
    throw new UnsafeBoardError(
      'The suite drives out1 with up to 1 V. Wire out1 to in1, and nothing else to either, then add --i-wired-out1-to-in1. Nothing was done.',
    );
  }
  const port = Number(values['board-port'] ?? 2222);
  if (!(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new UnsafeBoardError('--board-port must be a port from 1 to 65535. Nothing was done.');
  }
  return await guarded(host, port, args);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UnsafeBoardError || error instanceof CommandError)) throw error;
  say(error.message);
  process.exitCode = ExitCode.refused;
}
