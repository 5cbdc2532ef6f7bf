import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/** The program, as npm links it. */
export const PROGRAM = fileURLToPath(new URL('../../../bin/pyrpl-mux.js', import.meta.url));

const readyLine = z.strictObject({
  event: z.literal('ready'),
  url: z.string(),
  dashboard: z.string(),
  token: z.string(),
  connectionFile: z.string(),
  board: z.string(),
  pid: z.int(),
});

/** What a process of the command line left. */
export interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

/** A running `serve --json`. */
export interface Served {
  readonly program: Program;
  readonly ready: z.output<typeof readyLine>;
}

/** A process of the command line. */
export class Program {
  readonly ended: Promise<Ended>;
  /** What it wrote to stderr so far. */
  err = '';
  readonly #child: ChildProcess;
  readonly #firstLine = Promise.withResolvers<string>();

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv) {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      const end = out.indexOf('\n');
      if (end >= 0) this.#firstLine.resolve(out.slice(0, end));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.err += text;
    });
    this.ended = once(child, 'close').then(() => ({ out, err: this.err, code: child.exitCode }));
    void this.ended.then(() => this.#firstLine.reject(new Error(`It ended without a line. ${this.err}`)));
    this.#firstLine.promise.catch(() => undefined);
  }

  async firstLine(): Promise<string> {
    return await this.#firstLine.promise;
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }
}

/** The command line, with a runtime folder that is no worker's but its own. */
export class CommandLine {
  /** Its runtime folder. */
  readonly folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #running: Program[] = [];

  private constructor(folder: string, environment: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.#environment = {
      ...process.env,
      PYRPL_MUX_RUNTIME_DIR: folder,
      CI: 'true',
      NO_COLOR: '1',
      ...environment,
    };
  }

  /** @param environment variables beside this process's own */
  static async open(environment: NodeJS.ProcessEnv = {}): Promise<CommandLine> {
    return new CommandLine(await mkdtemp(join(tmpdir(), 'pyrpl-mux-')), environment);
  }

  start(...args: readonly string[]): Program {
    const program = new Program(args, this.#environment);
    this.#running.push(program);
    return program;
  }

  async run(...args: readonly string[]): Promise<Ended> {
    return await this.start(...args).ended;
  }

  async serve(...args: readonly string[]): Promise<Served> {
    const program = this.start('serve', '--json', '--port', '0', ...args);
    return { program, ready: readyLine.parse(JSON.parse(await program.firstLine())) };
  }

  /** Ends what still runs. */
  async close(): Promise<void> {
    for (const program of this.#running) program.interrupt();
    await Promise.all(this.#running.splice(0).map(({ ended }) => ended));
    await rm(this.folder, { recursive: true, force: true });
  }
}
