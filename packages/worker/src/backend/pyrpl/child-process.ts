import { createInterface } from 'node:readline';
import type { Clock, Timer } from '@pyrpl-mux/client';
import { execa } from 'execa';
import type { Log } from '../../observe/log.ts';
import { MessageReader, packMessage } from './frame-stream.ts';

/** How a Python child is started. */
export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Environment variables beside this process's own. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Who hears of a child. */
export interface ChildListener {
  message(message: unknown): void;
  /** What came over its standard output was no message. */
  garbage(error: unknown): void;
}

/** Longest wait for a child whose standard input was closed [ms]; then it is killed. */
const LEAVE_LIMIT = 3000;

/** Longest wait for what an ended process has left in its pipe [ms]; a grandchild may hold the pipe open. */
const DRAIN_LIMIT = 100;

/** Longest line of the child's standard error that is logged [characters]. */
const LONGEST_LINE = 2000;

/** A line of Python's log that gives no reason for anything. */
const CHATTER = /^(DEBUG|INFO) /;

const spawn = ({ program, args, environment }: ChildCommand) =>
  execa(program, args, {
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    windowsHide: true,
    env: environment,
  });

/** The process of the Python child, with messages on its standard input and output, and a log on its standard error. */
export class ChildProcess {
  /**
   * Resolves, and never rejects, when the process has ended and everything that it said was heard: how it ended, as the
   * end of a sentence ("with exit code 1").
   */
  readonly ended: Promise<string>;
  readonly #process: ReturnType<typeof spawn>;
  readonly #clock: Clock;
  readonly #reader = new MessageReader();
  #lastWords: string | null = null;
  #drain: Timer | null = null;

  private constructor(command: ChildCommand, listener: ChildListener, clock: Clock, log: Log) {
    this.#clock = clock;
    this.#process = spawn(command);
    const { stdin, stdout, stderr } = this.#process;
    // A pipe to a process that has ended breaks; its end is told by `ended`.
    stdin.on('error', () => undefined);
    stdout.on('data', (piece: Buffer) => this.#read(piece, listener));
    createInterface(stderr).on('line', (line) => {
      const text = line.slice(0, LONGEST_LINE);
      if (text.trim() !== '' && !CHATTER.test(text)) this.#lastWords = text.trim();
      log.debug({ stderr: text }, "A line of PyRPL's process.");
    });
    this.ended = this.#awaitEnd();
  }

  /** Starts the process; if that fails, {@link ended} says so. */
  static start(command: ChildCommand, listener: ChildListener, clock: Clock, log: Log): ChildProcess {
    return new ChildProcess(command, listener, clock, log);
  }

  /** Undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The last line that it wrote to its standard error, other than progress that it logs. */
  get lastWords(): string | null {
    return this.#lastWords;
  }

  /** Hands a message to the process, or to nobody if it has ended. */
  send(message: object): void {
    const { stdin } = this.#process;
    if (stdin.writable) stdin.write(packMessage(message));
  }

  /** Ends the process at once. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Asks the process to leave by closing its standard input, and kills it if it does not. */
  leave(): void {
    this.#process.stdin.end();
    const timer = this.#clock.setTimer(() => this.kill(), LEAVE_LIMIT);
    void this.ended.then(() => timer.cancel());
  }

  #read(piece: Buffer, listener: ChildListener): void {
    let messages: unknown[];
    try {
      messages = this.#reader.push(piece);
    } catch (error) {
      this.#process.stdout.destroy();
      listener.garbage(error);
      return;
    }
    for (const message of messages) listener.message(message);
  }

  async #awaitEnd(): Promise<string> {
    const child = this.#process;
    child.once('exit', () => {
      this.#drain = this.#clock.setTimer(() => {
        child.stdout.destroy();
        child.stderr.destroy();
      }, DRAIN_LIMIT);
    });
    const { exitCode, signal, originalMessage } = await child;
    this.#drain?.cancel();
    if (exitCode !== undefined) return `with exit code ${exitCode}`;
    return signal === undefined
      ? `before it began: ${originalMessage ?? 'no reason is known'}`
      : `by ${signal}`;
  }
}
