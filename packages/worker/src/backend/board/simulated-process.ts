import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CommandError } from '@pyrpl-mux/client';
import { isProcessAlive } from '@pyrpl-mux/client/node';
import { z } from 'zod';
import type { BoardAddress, ReachedAddress } from './board-address.ts';
import type { SimulatedBoard } from './board-options.ts';
import {
  readSimulatedBoardFile,
  type SimulatedBoardFile,
  simulatedBoardFilePath,
} from './simulated-board-file.ts';

/** Seconds that a simulated board outlives its last client, so that it survives the restart of a crashed worker. */
const LINGER = 60;

/** Longest wait for a simulated board to say that it listens [ms]. */
const START_LIMIT = 15_000;

/** So many refused connections in a row say that the simulated board is gone. */
const STRANGER_REFUSALS = 4;

const HOST = '127.0.0.1';

const announcement = z.object({
  port: z.int().min(1).max(65_535),
  ssh_port: z.int().min(1).max(65_535).optional(),
});

/** This package's own program. */
export const OWN_SCRIPT: string = fileURLToPath(new URL('../../../bin/pyrpl-mux.js', import.meta.url));

/** Program and first arguments of this package's own command line, run as this process is. */
export const OWN_PROGRAM: readonly [string, ...string[]] = [
  process.execPath,
  ...process.execArgv,
  OWN_SCRIPT,
];

/** How the process of a simulated board is run. */
export interface SimulatedProcessOptions {
  /** Program that runs it, default this package's own. */
  readonly program?: readonly [string, ...string[]] | undefined;
  readonly ssh?: boolean;
}

/**
 * The process of a simulated board: found, or started. It outlives a crash of the worker, as a real board would; the
 * worker meets it over TCP only.
 */
export class SimulatedProcess implements BoardAddress {
  readonly #board: SimulatedBoard;
  readonly #folder: string;
  readonly #program: readonly [string, ...string[]];
  /** Times in a row that nothing listened where the file says. */
  #refusals = 0;
  /** Process id of the simulated board, once it was met. */
  #met: number | null = null;

  readonly #ssh: boolean;

  /**
   * @param folder the runtime folder; it must exist
   * @param ssh whether its register server is started by who logs in, as on a board, instead of running already
   */
  constructor(
    board: SimulatedBoard,
    folder: string,
    { program = OWN_PROGRAM, ssh = false }: SimulatedProcessOptions = {},
  ) {
    this.#board = board;
    this.#folder = folder;
    this.#program = program;
    this.#ssh = ssh;
  }

  /**
   * Finds the simulated board or starts it.
   *
   * @returns where its register server listens, or will
   * @throws CommandError `config_mismatch` if one runs that was made otherwise
   * @throws Error with a sentence if it can't be started
   */
  async reach(): Promise<ReachedAddress> {
    const running = this.#find();
    if (running === null) return await this.#start();
    this.#compare(running);
    return reached(running.port, running.sshPort);
  }

  /**
   * Looks whether one runs that was made otherwise; starts nothing.
   *
   * @throws CommandError `config_mismatch`
   */
  check(): void {
    const running = this.#find();
    if (running !== null) this.#compare(running);
  }

  /** The simulated board was met where {@link reach} said. */
  answered(): void {
    this.#refusals = 0;
    this.#met = this.#find()?.pid ?? null;
  }

  /**
   * Nothing listened where {@link reach} said. A simulated board that is between two clients does that for a moment;
   * otherwise the process that its file names has ended, its id is another program's, and the file is removed.
   */
  refused(): void {
    this.#refusals += 1;
    if (this.#refusals < STRANGER_REFUSALS) return;
    this.#refusals = 0;
    this.#removeFile();
  }

  /** What it was made with; before it is reached, what it shall be made with. */
  configuration(): Readonly<Record<string, unknown>> {
    const { wiring, seed, noise } = this.#find() ?? this.#board;
    return { wiring, seed, noise };
  }

  /** Ends the simulated board that was met, unless a person runs it. Its state is lost. */
  stop(): void {
    const running = this.#find();
    if (running === null || running.pid !== this.#met || running.linger === null) return;
    try {
      process.kill(running.pid);
    } catch {
      // It has ended by itself meanwhile.
    }
    this.#removeFile();
  }

  #removeFile(): void {
    rmSync(simulatedBoardFilePath(this.#board.name, this.#folder), { force: true });
  }

  #find(): SimulatedBoardFile | null {
    const file = readSimulatedBoardFile(this.#board.name, this.#folder);
    return file !== null && isProcessAlive(file.pid) ? file : null;
  }

  #compare(running: SimulatedBoardFile): void {
    const differences = (['wiring', 'seed', 'noise'] as const).flatMap((key) => {
      const wanted = this.#board[key];
      return wanted === undefined || wanted === running[key]
        ? []
        : [`${key} ${running[key]} instead of ${wanted}`];
    });
    if (this.#ssh && running.sshPort === null)
      differences.push('no SSH, through which PyRPL starts its register server');
    if (!this.#ssh && running.sshPort !== null) throw this.#needsLogin(running, running.sshPort);
    if (differences.length === 0) return;
    throw new CommandError(
      'config_mismatch',
      `The simulated board "${this.#board.name}" runs with ${differences.join(' and ')} (process ${running.pid}). ` +
        'Nothing was changed. Stop it first, ask for what it has, or choose another name.',
    );
  }

  #needsLogin({ pid, port }: SimulatedBoardFile, sshPort: number): CommandError {
    const { name } = this.#board;
    return new CommandError(
      'config_mismatch',
      `The simulated board "${name}" (process ${pid}) runs with SSH, so its register server is started by who logs in. ` +
        `Nothing was changed. Log in as to a real board: "serve --host ${HOST} --ssh-port ${sshPort} ` +
        `--board-port ${port} --user root --password root", or choose another name.`,
    );
  }

  async #start(): Promise<ReachedAddress> {
    const { name, wiring, seed, noise, faults = [] } = this.#board;
    const [program, ...first] = this.#program;
    const args = [
      ...['simulate', '--json', '--board-port', '0', '--name', name, '--linger', String(LINGER)],
      ...(this.#ssh ? ['--ssh-port', '0'] : []),
      ...(wiring === undefined ? [] : ['--wiring', wiring]),
      ...(seed === undefined ? [] : ['--seed', String(seed)]),
      ...(noise === undefined ? [] : ['--noise', String(noise)]),
      ...faults.flatMap((fault) => ['--fault', fault]),
    ];
    // Not a pipe for what it logs, which would break when this process crashes.
    const logPath = `${simulatedBoardFilePath(name, this.#folder)}.log`;
    const log = openSync(logPath, 'w', 0o600);
    const child = spawn(program, [...first, ...args], {
      stdio: ['ignore', 'pipe', log],
      detached: true,
      windowsHide: true,
      env: { ...process.env, PYRPL_MUX_RUNTIME_DIR: this.#folder },
    });
    closeSync(log);
    child.unref();
    try {
      return await announced(child);
    } catch (cause) {
      child.kill();
      const why = cause instanceof Error ? cause.message : String(cause);
      const logged = readFileSync(logPath, 'utf8').trim().split('\n').slice(-5).join('\n');
      throw new Error(`The simulated board "${name}" could not be started: ${why} ${logged}`.trim(), {
        cause,
      });
    }
  }
}

const reached = (port: number, sshPort: number | null): ReachedAddress =>
  sshPort === null ? { host: HOST, port } : { host: HOST, port, sshPort };

/** The ports that a simulated board prints when it listens. */
async function announced(child: ChildProcess): Promise<ReachedAddress> {
  const { stdout } = child;
  if (stdout === null) throw new Error('It has no standard output.');
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  child.once('error', reject);
  child.once('exit', (code) => reject(new Error(`It ended with exit code ${code} at once.`)));
  const lines = createInterface(stdout);
  lines.once('line', resolve);
  const timer = setTimeout(
    () => reject(new Error(`It did not say within ${START_LIMIT / 1000} s that it listens.`)),
    START_LIMIT,
  );
  try {
    const { port, ssh_port: sshPort = null } = announcement.parse(JSON.parse(await promise));
    return reached(port, sshPort);
  } finally {
    clearTimeout(timer);
    lines.close();
    stdout.destroy();
  }
}
