import { FileError, resolvePath } from '../file-system.ts';
import type { Machine } from '../machine.ts';
import { SIGNAL_NUMBERS, type Signal } from '../process-table.ts';
import { textOf } from '../programs/program.ts';
import { BUILTINS } from './builtins.ts';
import { expandWord, expandWords } from './expansion.ts';
import { parseScript } from './parser.ts';
import { type LaunchOptions, runProgram } from './run-program.ts';
import { Capture, holdsStreams, redirect, type Streams } from './streams.ts';
import {
  type Command,
  type Item,
  type Pipeline,
  type Script,
  type SimpleCommand,
  SyntaxFault,
} from './syntax.ts';

/** Shells within shells, by command substitution and brackets; deeper ones are refused. */
const NESTING = 20;
/** A signal ended everything that this shell was running. */
class Interrupted extends Error {
  override readonly name = 'Interrupted';
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
  readonly #holding = new Set<Promise<void>>();

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

  /** Resolves when no job in the background can write to this shell's streams any more. */
  async settled(): Promise<void> {
    while (this.#holding.size > 0) await Promise.all(this.#holding);
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
    return await runProgram(found.program, words, this, streams, options, this.#foreground);
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
    const job = shell
      .#item(item, { ...streams, stdin: new Uint8Array() }, options)
      .catch((error: unknown) => shell.#complain(error, streams))
      .finally(() => {
        started.resolve(0);
        this.#holding.delete(job);
      });
    if (item.pipelines.some(({ commands }) => commands.some(holdsStreams))) this.#holding.add(job);
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
      const forward = (signal: Signal): void => shell.interrupt(signal);
      if (shell !== this) this.#foreground.add(forward);
      status = await shell.#command(command, { stdin, out, err: streams.err }, options);
      this.#foreground.delete(forward);
      stdin = capture.bytes;
    }
    return negated ? Number(status === 0) : status;
  }

  async #command(command: Command, streams: Streams, options: LaunchOptions): Promise<number> {
    try {
      const context = this.#context(streams);
      const names: string[] = [];
      for (const { target } of command.redirections) names.push(await expandWord(target, context));
      const places = { files: this.machine.files, path: (name: string) => this.path(name) };
      const redirected = redirect(command.redirections, names, streams, places);
      const status = await this.#perform(command, redirected, options);
      redirected.store();
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
    await this.#script(command.body, streams);
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
