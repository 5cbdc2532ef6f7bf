import {
  type Clock,
  CommandError,
  type CommandResult,
  type Effect,
  type ErrorCode,
  MAX_PROGRESS_RATE,
  type Timer,
} from '@pyrpl-mux/client';
import type { CommandContext } from '../backend/backend.ts';
import type { LaneAccess, LaneEntry } from './lane.ts';
import type { LaneScheduler } from './lanes.ts';

/** What became of a command: its result, or why it failed. */
export type Outcome = { readonly data: unknown } | { readonly error: CommandError };

/** Where the answers to one command go. */
export interface Answer {
  /** Called exactly once. Must not throw. */
  final(outcome: Outcome, number?: number): void;
  progress(report: unknown): void;
}

/** Who sent a command. */
export interface Caller {
  /** Number of the session. */
  readonly session: number;
  /** Name of the program, as told by `hello`; null if it told none. */
  readonly client: string | null;
}

/** A command on its way to the backend. */
export interface CommandSpec {
  readonly number: number;
  readonly name: string;
  readonly params: unknown;
  /** The lanes that it concerns. */
  readonly modules: readonly string[];
  readonly access: LaneAccess;
  readonly caller: Caller;
  /** When it reached the worker, in ms of the clock. */
  readonly received: number;
  /** Its whole stay in the worker, in seconds. */
  readonly timeout: number;
  readonly wantsProgress: boolean;
}

/** A command that is queued or runs, as `status` shows it. */
export type CommandStatus = CommandResult<'status'>['running'][number];

/** Why a command shall end early. */
export interface StopReason {
  readonly code: ErrorCode;
  /** First part of the sentence: who or what ended it. */
  readonly why: string;
  /** Code for a command that has not started, if another. */
  readonly queuedCode?: ErrorCode;
}

const seconds = (milliseconds: number): string => {
  const value = milliseconds / 1000;
  return `${value < 1 ? value.toPrecision(2) : value.toFixed(1)} s`;
};

/**
 * One command for the board, from its number to its final response. Whatever would end it early (deadline, cancel, its
 * client gone, the worker stopping) ends it at once while it is queued, stops it while it waits, and is kept until it
 * waits or finishes while it works.
 */
export class BoardCommand implements CommandContext {
  readonly spec: CommandSpec;
  readonly #clock: Clock;
  readonly #answer: Answer;
  readonly #lanes: LaneScheduler;
  readonly #controller = new AbortController();
  readonly #watchers: ((outcome: Outcome) => void)[] = [];
  readonly #deadline: Timer | null = null;
  #entry: LaneEntry | null = null;
  #phase: 'queued' | 'working' | 'waiting' | 'finished' = 'queued';
  #stop: StopReason | null = null;
  #describe: () => string = () => '';
  /** When it started to run, and when it began its present wait, in ms of the clock. */
  #started: number | null = null;
  #waitingSince = 0;
  #reported = Number.NEGATIVE_INFINITY;

  constructor(spec: CommandSpec, answer: Answer, lanes: LaneScheduler, clock: Clock) {
    this.spec = spec;
    this.#answer = answer;
    this.#lanes = lanes;
    this.#clock = clock;
    const remaining = spec.received + spec.timeout * 1000 - clock.now();
    if (remaining > 0) this.#deadline = clock.setTimer(() => this.#expire(), remaining);
  }

  get number(): number {
    return this.spec.number;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get hindersUrgent(): boolean {
    return this.#entry?.lanes.some(({ urgent }) => urgent.length > 0) ?? false;
  }

  get phase(): 'queued' | 'working' | 'waiting' | 'finished' {
    return this.#phase;
  }

  /** When it started to run, in ms of the clock; null while it is queued. */
  get started(): number | null {
    return this.#started;
  }

  /** What it is doing at present. */
  get status(): CommandStatus {
    const { number, name: command, modules, caller, received, timeout } = this.spec;
    const now = this.#clock.now();
    return {
      number,
      command,
      modules: [...modules],
      phase: this.#phase === 'queued' || this.#phase === 'waiting' ? this.#phase : 'running',
      client: caller.client,
      session: caller.session,
      for_s: (now - (this.#started ?? received)) / 1000,
      deadline_s: (received + timeout * 1000 - now) / 1000,
      state: this.#phase === 'waiting' ? this.#describe() : null,
      position: this.#entry === null ? null : this.#lanes.position(this.#entry),
    };
  }

  /**
   * Queues the command.
   *
   * @param start - called when the lanes let it run
   */
  enter(start: () => void): void {
    if (this.#deadline === null) {
      this.#expire();
      return;
    }
    const { modules, caller, access, name } = this.spec;
    const entry = this.#lanes.enter(modules, {
      session: caller.session,
      access,
      start: (started) => {
        this.#entry = started;
        this.#phase = 'working';
        this.#started = this.#clock.now();
        start();
      },
    });
    if (typeof entry !== 'string') {
      this.#entry = entry;
      return;
    }
    const sentence = `The queue of ${entry} is full, hence ${name} was refused. Nothing was done; wait for answers before you send more.`;
    this.finish({ error: new CommandError('busy', sentence, { number: this.number }) });
  }

  waiting(describe: () => string): void {
    if (this.#phase !== 'working') return;
    this.#phase = 'waiting';
    this.#describe = describe;
    this.#waitingSince = this.#clock.now();
    if (this.#entry !== null) this.#lanes.waiting(this.#entry);
    if (this.#stop !== null) this.#abort(this.#stop);
  }

  working(): void {
    if (this.#phase !== 'waiting') return;
    this.#phase = 'working';
    if (this.#entry !== null) this.#lanes.working(this.#entry);
  }

  progress(report: { readonly done: number; readonly total: number }): void {
    const now = this.#clock.now();
    if (!this.spec.wantsProgress || this.#phase === 'finished') return;
    if (now - this.#reported < 1000 / MAX_PROGRESS_RATE) return;
    this.#reported = now;
    this.#answer.progress(report);
  }

  /** Ends the command as soon as that is allowed. The first reason counts. */
  stop(reason: StopReason): void {
    if (this.#phase === 'finished' || this.#stop !== null) return;
    this.#stop = reason;
    if (this.#phase === 'queued') this.finish({ error: this.#stopError(reason) });
    else if (this.#phase === 'waiting') this.#abort(reason);
  }

  /** Calls back after the final response. */
  whenFinished(watcher: (outcome: Outcome) => void): void {
    this.#watchers.push(watcher);
  }

  /** Sends the final response and leaves the lanes. Only the first call counts. */
  finish(outcome: Outcome): void {
    if (this.#phase === 'finished') return;
    this.#phase = 'finished';
    this.#deadline?.cancel();
    this.#answer.final(outcome, this.number);
    for (const watcher of this.#watchers) watcher(outcome);
    if (this.#entry !== null) this.#lanes.leave(this.#entry);
  }

  #expire(): void {
    this.stop({
      code: 'timeout',
      queuedCode: 'expired',
      why: `The timeout of ${seconds(this.spec.timeout * 1000)} ended`,
    });
  }

  #abort(reason: StopReason): void {
    this.#controller.abort(this.#stopError(reason));
  }

  #stopError({ code, queuedCode = code, why }: StopReason): CommandError {
    const { name, number } = this.spec;
    const now = this.#clock.now();
    const error = (as: ErrorCode, sentence: string, effect: Effect): CommandError =>
      new CommandError(as, sentence, { effect, number, ...(as === 'timeout' ? { limit: 'timeout' } : {}) });
    if (this.#phase === 'queued') {
      const queued = `${why} while ${name} was queued, for ${seconds(now - this.spec.received)}.`;
      return error(queuedCode, `${queued} Nothing was done.`, 'none');
    }
    const state = `${this.#describe()}, for ${seconds(now - this.#waitingSince)}`;
    return error(code, `${why} while ${name} was waiting: ${state}. What it writes was written.`, 'done');
  }
}
