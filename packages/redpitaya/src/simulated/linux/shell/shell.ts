import { baseName, FileError, resolvePath } from '../file-system.ts';
import type { Machine } from '../machine.ts';
import { type Process, SIGNAL_NUMBERS, type Signal } from '../process-table.ts';
import { type Program, type Sink, textOf } from '../programs/program.ts';
import { BUILTINS } from './builtins.ts';
import { expandWord, expandWords } from './expansion.ts';
import { parseScript } from './parser.ts';
import {
  type Command,
  type Item,
  type Pipeline,
  type Redirection,
  type Script,
  type SimpleCommand,
  SyntaxFault,
} from './syntax.ts';

/** The standard streams of a command. */
export interface Streams {
  readonly stdin: Uint8Array;
  readonly out: Sink;
  readonly err: Sink;
}

/** How a command is started besides its words. */
export interface LaunchOptions {
  /** Not ended when the terminal goes away, as `nohup` and `setsid` arrange. */
  readonly detached?: boolean;
  /** Told the process once there is one. */
  readonly started?: (process: Process) => void;
}

/** Shells within shells, by command substitution and brackets; deeper ones are refused. */
const NESTING = 20;
/** Rounds of one loop. */
const ROUNDS = 10_000;
/** What one command may print into a file, a pipe or a variable [bytes]. */
const CAPTURE_BYTES = 32 * 1024 * 1024;

/** A signal ended everything that this shell was running. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Collects what a command prints. */
export class Capture implements Sink {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  /** @throws FileError beyond 32 MiB */
  write(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.#size += bytes.length;
    if (this.#size > CAPTURE_BYTES) throw new FileError('write error', 'No space left on device');
    this.#chunks.push(bytes);
  }

  get bytes(): Uint8Array {
    return this.#chunks.length === 1 && this.#chunks[0] !== undefined
      ? this.#chunks[0]
      : Buffer.concat(this.#chunks);
  }
}

/** Runs command lines, as far as `bash` is needed to run a board. */
export class Shell {
  readonly machine: Machine;
  /** Number of the process that this shell is. */
  readonly pid: number;
  /** Terminal, such as `pts/0`; null without one. */
  readonly terminal: string | null;
  readonly variables: Map<string, string>;
  readonly #depth: number;
  readonly #foreground = new Set<(signal: Signal) => void>();
  /** Present directory. */
  cwd: string;
  /** Exit status of the last command. */
  status = 0;
  /** Set by `exit`. */
  ended = false;
  #interrupted = false;
  #lastJob = 0;

  constructor(
    machine: Machine,
    options: { readonly pid: number; readonly terminal: string | null },
    parent?: Shell,
  ) {
    this.machine = machine;
    this.pid = options.pid;
    this.terminal = options.terminal;
    this.cwd = parent?.cwd ?? '/root';
    this.status = parent?.status ?? 0;
    this.#depth = parent === undefined ? 0 : parent.#depth + 1;
    this.#lastJob = parent === undefined ? 0 : parent.#lastJob;
    this.variables = new Map(parent?.variables ?? machine.environment);
  }

  /** A path as seen from the present directory. */
  path(path: string): string {
    return resolvePath(this.cwd, path);
  }

  /** Runs a line or a script; its status is also in {@link status}. Never throws. */
  async run(text: string, streams: Streams): Promise<number> {
    this.#interrupted = false;
    try {
      await this.#script(parseScript(text), streams);
    } catch (error) {
      if (error instanceof Interrupted) this.status = 128 + SIGNAL_NUMBERS.INT;
      else this.#complain(error, streams);
    }
    return this.status;
  }

  /** The words of a command, expanded; nothing is run but what stands in `$( )`. @throws SyntaxFault */
  async words(text: string): Promise<readonly string[]> {
    const [item] = parseScript(text);
    const command = item?.pipelines[0]?.commands[0];
    const streams = { stdin: new Uint8Array(), out: new Capture(), err: new Capture() };
    return command?.kind === 'simple' ? await expandWords(command.words, this.#context(streams)) : [];
  }

  /** Sends a signal to what runs in the foreground. */
  interrupt(signal: Signal): void {
    this.#interrupted = true;
    for (const send of [...this.#foreground]) send(signal);
  }

  /** Value of a variable; empty if it has none. */
  variable(name: string): string {
    if (name === '?') return String(this.status);
    if (name === '$') return String(this.pid);
    if (name === '!') return this.#lastJob === 0 ? '' : String(this.#lastJob);
    if (name === 'PWD') return this.cwd;
    return this.variables.get(name) ?? '';
  }

  /** Runs a builtin or program with these arguments. */
  async launch(words: readonly string[], streams: Streams, options: LaunchOptions = {}): Promise<number> {
    const [name = ''] = words;
    const builtin = BUILTINS.get(name);
    if (builtin !== undefined) return await builtin(words.slice(1), this, streams, options);
    const path = this.locate(name);
    const found = path === null ? null : this.machine.executable(path);
    if (found === null || 'refusal' in found) {
      const refusal =
        found?.refusal ?? (name.includes('/') ? 'No such file or directory' : 'command not found');
      streams.err.write(
        this.terminal === null ? `bash: line 1: ${name}: ${refusal}\n` : `-bash: ${name}: ${refusal}\n`,
      );
      return refusal === 'Permission denied' || refusal === 'Is a directory' ? 126 : 127;
    }
    return await this.#execute(found.program, words, streams, options);
  }

  /** Path of the program that a name stands for; null if there is none. */
  locate(name: string): string | null {
    if (name.includes('/')) return this.machine.files.find(this.path(name)) === null ? null : this.path(name);
    const folders = this.variable('PATH').split(':');
    return (
      folders
        .map((folder) => resolvePath(folder, name))
        .find((path) => this.machine.files.find(path) !== null) ?? null
    );
  }

  async #execute(
    program: Program,
    words: readonly string[],
    streams: Streams,
    options: LaunchOptions,
  ): Promise<number> {
    const abort = new AbortController();
    const killed = Promise.withResolvers<number>();
    const signalled = (signal: Signal): void => {
      if (signal === 'HUP' && options.detached === true) return;
      abort.abort();
      killed.resolve(128 + SIGNAL_NUMBERS[signal]);
    };
    const terminal = options.detached === true ? null : this.terminal;
    const parent = options.detached === true ? 1 : this.pid;
    const process = this.machine.processes.start({ parent, args: words, terminal, signalled });
    if (process === null) {
      streams.err.write('-bash: fork: retry: Resource temporarily unavailable\n');
      return 254;
    }
    options.started?.(process);
    this.#foreground.add(signalled);
    const call = {
      args: words.slice(1),
      name: baseName(words[0] ?? ''),
      ...streams,
      machine: this.machine,
      shell: this,
      pid: process.pid,
      signal: abort.signal,
    };
    try {
      return await Promise.race([program(call), killed.promise]);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      streams.err.write(`${call.name}: ${error.path}: ${error.message}\n`);
      return 1;
    } finally {
      this.#foreground.delete(signalled);
      this.machine.processes.end(process.pid);
    }
  }

  async #script(script: Script, streams: Streams): Promise<void> {
    for (const item of script) {
      if (this.ended) return;
      if (item.background) this.status = await this.#background(item, streams);
      else await this.#item(item, streams);
    }
  }

  /** Starts an item and goes on as soon as its process is there. */
  async #background(item: Item, streams: Streams): Promise<number> {
    const shell = this.#child();
    const started = Promise.withResolvers<number>();
    const options: LaunchOptions = { started: ({ pid }) => started.resolve(pid) };
    void shell
      .#item(item, { ...streams, stdin: new Uint8Array() }, options)
      .catch((error: unknown) => shell.#complain(error, streams))
      .finally(() => started.resolve(0));
    const pid = await started.promise;
    if (pid !== 0) this.#lastJob = pid;
    if (pid !== 0 && this.terminal !== null) streams.err.write(`[1] ${pid}\n`);
    return 0;
  }

  async #item({ pipelines }: Item, streams: Streams, options: LaunchOptions = {}): Promise<void> {
    for (const pipeline of pipelines) {
      const isDue = pipeline.when === 'always' || (pipeline.when === 'success') === (this.status === 0);
      if (isDue && !this.ended) this.status = await this.#pipeline(pipeline, streams, options);
      if (this.#interrupted) throw new Interrupted();
    }
  }

  /** Runs the commands of a pipe one after the other: what one prints is complete before the next reads it. */
  async #pipeline(
    { commands, negated }: Pipeline,
    streams: Streams,
    options: LaunchOptions,
  ): Promise<number> {
    let { stdin } = streams;
    let status = 0;
    for (const [index, command] of commands.entries()) {
      const isLast = index === commands.length - 1;
      const capture = new Capture();
      const shell = commands.length === 1 ? this : this.#child();
      const out = isLast ? streams.out : capture;
      if (shell !== this) this.#foreground.add((signal) => shell.interrupt(signal));
      status = await shell.#command(command, { stdin, out, err: streams.err }, options);
      stdin = capture.bytes;
    }
    return negated ? Number(status === 0) : status;
  }

  async #command(command: Command, streams: Streams, options: LaunchOptions): Promise<number> {
    const files: { readonly path: string; readonly capture: Capture }[] = [];
    try {
      const redirected = await this.#redirect(command.redirections, streams, files);
      const status = await this.#perform(command, redirected, options);
      for (const { path, capture } of files) this.machine.files.write(path, capture.bytes, { append: true });
      return status;
    } catch (error) {
      if (error instanceof Interrupted) throw error;
      this.#complain(error, streams);
      return this.status;
    }
  }

  async #perform(command: Command, streams: Streams, options: LaunchOptions): Promise<number> {
    if (command.kind === 'simple') return await this.#simple(command, streams, options);
    this.status = 0;
    if (command.kind === 'for') {
      for (const value of await expandWords(command.words, this.#context(streams))) {
        this.variables.set(command.name, value);
        await this.#script(command.body, streams);
      }
      return this.status;
    }
    for (const { condition, body } of command.branches) {
      for (let round = 0; round < ROUNDS; round += 1) {
        await this.#script(condition, streams);
        if (condition.length > 0 && this.status !== 0) break;
        await this.#script(body, streams);
        if (command.kind !== 'while' || this.ended) return this.status;
      }
    }
    this.status = 0;
    await this.#script(command.otherwise, streams);
    return this.status;
  }

  async #simple(
    { assignments, words }: SimpleCommand,
    streams: Streams,
    options: LaunchOptions,
  ): Promise<number> {
    const context = this.#context(streams);
    const before = new Map(this.variables);
    for (const { name, value } of assignments) this.variables.set(name, await expandWord(value, context));
    const expanded = await expandWords(words, context);
    if (expanded.length === 0) return 0;
    try {
      return await this.launch(expanded, streams, options);
    } finally {
      for (const { name } of assignments) {
        const value = before.get(name);
        if (value === undefined) this.variables.delete(name);
        else this.variables.set(name, value);
      }
    }
  }

  async #redirect(
    redirections: readonly Redirection[],
    streams: Streams,
    files: { readonly path: string; readonly capture: Capture }[],
  ): Promise<Streams> {
    let { stdin, out, err } = streams;
    for (const { descriptor, operator, target } of redirections) {
      const name = await expandWord(target, this.#context(streams));
      const path = this.path(name);
      let sink: Sink;
      if (operator === '<') {
        stdin = this.machine.files.read(path);
        continue;
      } else if (operator === '>&') {
        sink = name === '1' ? out : err;
      } else {
        const isNew = operator === '>' && this.machine.files.find(path)?.kind !== 'device';
        this.machine.files.write(path, new Uint8Array(), { append: !isNew });
        const capture = new Capture();
        files.push({ path, capture });
        sink = capture;
      }
      if (descriptor === 2) err = sink;
      else out = sink;
    }
    return { stdin, out, err };
  }

  #context(streams: Streams) {
    return {
      files: this.machine.files,
      cwd: this.cwd,
      variable: (name: string) => this.variable(name),
      output: async (command: string) => {
        const out = new Capture();
        const shell = this.#child();
        const forward = (signal: Signal): void => shell.interrupt(signal);
        this.#foreground.add(forward);
        await shell.run(command, { ...streams, out });
        this.#foreground.delete(forward);
        return textOf(out.bytes);
      },
    };
  }

  #child(): Shell {
    if (this.#depth >= NESTING) throw new SyntaxFault('maximum nesting level exceeded');
    return new Shell(this.machine, this, this);
  }

  #complain(error: unknown, streams: Streams): void {
    if (error instanceof SyntaxFault) {
      this.status = 2;
      streams.err.write(`-bash: ${error.message}\n`);
    } else if (error instanceof FileError) {
      this.status = 1;
      streams.err.write(`-bash: ${error.path}: ${error.message}\n`);
    } else throw error;
  }
}
