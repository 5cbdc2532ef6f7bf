import type { Machine } from '../machine.ts';
import type { Shell } from '../shell/shell.ts';

/** Where a program writes. */
export interface Sink {
  write(data: string | Uint8Array): void;
}

/** One run of a program. */
export interface Call {
  /** Arguments, without the program's name. */
  readonly args: readonly string[];
  /** The name it was called by. */
  readonly name: string;
  readonly stdin: Uint8Array;
  readonly out: Sink;
  readonly err: Sink;
  readonly machine: Machine;
  /** The shell that runs it. */
  readonly shell: Shell;
  /** Number of its process. */
  readonly pid: number;
  /** Aborted when a signal ends the program. */
  readonly signal: AbortSignal;
}

/** A program of the board; returns its exit status. A FileError it throws is reported with its name. */
export type Program = (call: Call) => number | Promise<number>;

const decoder = new TextDecoder();

/** Text of bytes. */
export function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** Lines of a text, without the empty one after the last end of line. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** Splits arguments into single-letter flags, long options and the rest; `--` ends the flags. */
export function splitFlags(args: readonly string[]): {
  readonly flags: ReadonlySet<string>;
  readonly operands: readonly string[];
} {
  const end = args.indexOf('--');
  const before = end < 0 ? args : args.slice(0, end);
  const flags = new Set<string>();
  for (const arg of before) {
    if (arg.startsWith('--')) flags.add(arg.slice(2));
    else if (/^-./.test(arg)) for (const letter of arg.slice(1)) flags.add(letter);
  }
  const operands = before.filter((arg) => !/^-./.test(arg));
  return { flags, operands: end < 0 ? operands : [...operands, ...args.slice(end + 1)] };
}
