import type { TcpSocket } from '../server/monitor-server.ts';
import { baseName } from './file-system.ts';

/** Signals as far as programs tell them apart. */
export type Signal = 'HUP' | 'INT' | 'TERM' | 'KILL';

/** Numbers of the signals, as `kill` takes them and an exit status shows them. */
export const SIGNAL_NUMBERS: Readonly<Record<Signal, number>> = { HUP: 1, INT: 2, KILL: 9, TERM: 15 };

/** What a process is started with. */
export interface ProcessStart {
  readonly parent: number;
  /** Name of its program; by default that of its first argument. */
  readonly name?: string;
  /** The program and its arguments, as typed. */
  readonly args: readonly string[];
  /** Terminal, such as `pts/0`; null without one. */
  readonly terminal: string | null;
  /** Called for each signal that it doesn't ignore; it then ends by itself. */
  readonly signalled: (signal: Signal) => void;
}

/** A running process. */
export interface Process extends ProcessStart {
  readonly pid: number;
  /** Name of its program: at most 15 characters, as the kernel keeps it. */
  readonly name: string;
  /** Start [s since 1970]. */
  readonly started: number;
  /** Its TCP sockets at present. */
  readonly sockets: () => readonly TcpSocket[];
}

const FIRST_PID = 400;
const LAST_PID = 32_767;
/** Processes at one time; more is "Resource temporarily unavailable". */
const LIMIT = 200;

/** The processes of a board. */
export class ProcessTable {
  readonly #processes = new Map<number, Process>();
  readonly #sockets = new Map<number, () => readonly TcpSocket[]>();
  readonly #now: () => number;
  #next = FIRST_PID;

  /** @param now time of day [s since 1970] */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** All of them, by number. */
  get all(): readonly Process[] {
    return [...this.#processes.values()].sort((a, b) => a.pid - b.pid);
  }

  /** Adds a process; null if there are too many already. */
  start(start: ProcessStart): Process | null {
    if (this.#processes.size >= LIMIT) return null;
    while (this.#processes.has(this.#next)) this.#advance();
    const name = (start.name ?? baseName(start.args[0] ?? '')).slice(0, 15);
    const pid = this.#next;
    const sockets = (): readonly TcpSocket[] => this.#sockets.get(pid)?.() ?? [];
    const process: Process = { ...start, pid, name, started: this.#now(), sockets };
    this.#advance();
    this.#processes.set(pid, process);
    return process;
  }

  /** The process has opened sockets; they are asked for whenever somebody looks. */
  attach(pid: number, sockets: () => readonly TcpSocket[]): void {
    this.#sockets.set(pid, sockets);
  }

  /** The process has ended. */
  end(pid: number): void {
    this.#processes.delete(pid);
    this.#sockets.delete(pid);
  }

  /** The process of this number; null if there is none. */
  find(pid: number): Process | null {
    return this.#processes.get(pid) ?? null;
  }

  /** Those whose program has this name, in full or as the kernel cut it off. */
  named(name: string): readonly Process[] {
    return this.all.filter((process) => process.name === name || baseName(process.args[0] ?? '') === name);
  }

  #advance(): void {
    this.#next = this.#next >= LAST_PID ? FIRST_PID : this.#next + 1;
  }
}
