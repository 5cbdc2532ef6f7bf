import type { Clock, Timer } from '../clock.ts';
import { CommandError } from '../protocol/errors.ts';
import type { CommandId, ErrorResponse, OkResponse, ProgressResponse } from '../protocol/messages.ts';
import { withCallerStack } from './caller-stack.ts';
import type { Irregularities } from './irregularities.ts';

/** Seconds between two sweeps of the table. */
export const SWEEP_INTERVAL = 10;

/** Seconds beyond its deadline after which an entry is a stray. */
export const STRAY_MARGIN = 5;

/** How many settled ids are remembered, to tell late from duplicated and unmatched answers. */
export const REMEMBERED_IDS = 1024;

/** A command that is about to be sent. */
export interface PendingCall {
  readonly command: string;
  /** `null` for a command without an id, whose answer is known by its turn. */
  readonly id: CommandId | null;
  /** Seconds until the client gives up. */
  readonly patience: number;
  readonly onProgress?: ((data: unknown) => void) | undefined;
  /** Called in the same turn as the ok response, before anything that came after it is read. */
  readonly onOk?: ((data: unknown) => void) | undefined;
  /** Called when the client has given up. */
  readonly onTimeout?: (() => void) | undefined;
}

/** A command that waits for its final response. */
export interface PendingCommand {
  readonly command: string;
  readonly id: CommandId | null;
  /** Settles exactly once. */
  readonly result: Promise<unknown>;
  /** Set once the frame was given to the socket: from then on the worker may have it. */
  handedOver: boolean;
}

interface Entry extends PendingCommand {
  readonly call: PendingCall;
  /** On the clock, in milliseconds. */
  readonly deadline: number;
  readonly caller: Error;
  readonly resolve: (data: unknown) => void;
  readonly reject: (error: CommandError) => void;
  timer: Timer | undefined;
  settled: boolean;
}

type Outcome =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly error: CommandError };
type Fate = 'answered' | 'given up' | 'not awaited';

/** What the table needs from outside. */
export interface PendingOptions {
  readonly clock: Clock;
  readonly irregularities: Irregularities;
  /**
   * Called when a command without an id stays unanswered for good: from then on no answer without an id can be trusted to
   * be that of the oldest such command.
   */
  readonly onOrderLost?: () => void;
}

/** The commands of one client that wait for their final response. It cannot grow: every entry has a deadline. */
export class PendingCommands {
  readonly #clock: Clock;
  readonly #irregularities: Irregularities;
  readonly #onOrderLost: () => void;
  readonly #byId = new Map<CommandId, Entry>();
  /** Commands without an id in the order sent; one that was given up keeps its turn until it is answered. */
  #inTurn: Entry[] = [];
  readonly #fates = new Map<CommandId, Fate>();
  #sweepTimer: Timer | undefined;

  constructor({ clock, irregularities, onOrderLost = () => {} }: PendingOptions) {
    this.#clock = clock;
    this.#irregularities = irregularities;
    this.#onOrderLost = onOrderLost;
  }

  /** Number of commands that wait. */
  get size(): number {
    return this.#byId.size + this.#inTurn.filter((entry) => !entry.settled).length;
  }

  /** The commands that wait, for a person who wonders what is stuck. */
  get waiting(): readonly PendingCommand[] {
    return this.#unsettled();
  }

  /**
   * Enters a command. Its promise settles by {@link settle}, {@link reject}, {@link rejectAll} or the deadline.
   *
   * @throws CommandError `duplicate_id` if a waiting command has this id
   */
  open(call: PendingCall): PendingCommand {
    const { command, id, patience } = call;
    if (id !== null && this.#byId.has(id))
      throw new CommandError(
        'duplicate_id',
        `The id ${JSON.stringify(id)} is in use. ${command} was not sent.`,
      );
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const entry: Entry = {
      call,
      command,
      id,
      result: promise,
      handedOver: false,
      deadline: this.#clock.now() + patience * 1000,
      caller: new Error(),
      resolve,
      reject,
      timer: undefined,
      settled: false,
    };
    entry.timer = this.#clock.setTimer(() => this.#giveUp(entry), patience * 1000);
    if (id === null) this.#inTurn.push(entry);
    else this.#byId.set(id, entry);
    this.#sweepTimer ??= this.#clock.setTimer(() => this.#sweep(), SWEEP_INTERVAL * 1000, 'housekeeping');
    return entry;
  }

  /** Takes a final response to whoever waits for it; anything else is counted. */
  settle(response: OkResponse | ErrorResponse): void {
    const entry = this.#match(response.id);
    if (entry === undefined) return;
    if (response.status === 'ok') this.#finish(entry, { ok: true, data: response.data }, 'answered');
    else {
      const { code, ...details } = response.error;
      this.#finish(entry, { ok: false, error: new CommandError(code, response.data, details) }, 'answered');
    }
  }

  /** Takes an interim response to its command. */
  progress({ id, data }: ProgressResponse): void {
    const entry = id === undefined ? this.#inTurn[0] : this.#byId.get(id);
    if (entry !== undefined && !entry.settled) entry.call.onProgress?.(data);
    else if (id === undefined || !this.#fates.has(id))
      this.#irregularities.count('unmatched', { id }, 'A progress report belongs to no command.');
  }

  /** Ends the waiting for one command; an answer that comes later is counted as late. No effect if it has settled. */
  reject(command: PendingCommand, error: CommandError): void {
    const entry = this.#unsettled().find((candidate) => candidate === command);
    if (entry !== undefined) this.#finish(entry, { ok: false, error }, 'given up');
  }

  /** Ends the waiting for all commands, and forgets whose turn it was: the connection is gone. */
  rejectAll(makeError: (command: PendingCommand) => CommandError): void {
    for (const entry of this.#unsettled())
      this.#finish(entry, { ok: false, error: makeError(entry) }, 'given up');
    this.#inTurn = [];
    this.#sweepTimer?.cancel();
    this.#sweepTimer = undefined;
  }

  /** Announces a request whose answer nobody waits for. */
  expectUnread(id: CommandId): void {
    this.#remember(id, 'not awaited');
  }

  #unsettled(): Entry[] {
    return [...this.#byId.values(), ...this.#inTurn.filter((entry) => !entry.settled)];
  }

  #match(id: CommandId | undefined): Entry | undefined {
    if (id === undefined) {
      const entry = this.#inTurn.shift();
      if (entry?.settled === false) return entry;
      if (entry === undefined)
        this.#irregularities.count(
          'idless',
          {},
          'An answer without an id came, but no command waits for one.',
        );
      else
        this.#irregularities.count(
          'late',
          { command: entry.command },
          `The answer to ${entry.command} came too late.`,
        );
      return undefined;
    }
    const entry = this.#byId.get(id);
    if (entry !== undefined) return entry;
    const fate = this.#fates.get(id);
    if (fate === 'given up') {
      this.#remember(id, 'answered');
      this.#irregularities.count('late', { id }, 'The answer to a command came after it had been given up.');
    } else if (fate === 'answered')
      this.#irregularities.count('duplicated', { id }, 'A command was answered more than once.');
    else if (fate === 'not awaited') this.#remember(id, 'answered');
    else this.#irregularities.count('unmatched', { id }, 'An answer belongs to no command.');
    return undefined;
  }

  /** The one place where an entry leaves the table. */
  #finish(entry: Entry, outcome: Outcome, fate: Fate): void {
    entry.settled = true;
    entry.timer?.cancel();
    if (entry.id === null) {
      if (fate === 'answered') this.#inTurn = this.#inTurn.filter((candidate) => candidate !== entry);
    } else {
      this.#byId.delete(entry.id);
      this.#remember(entry.id, fate);
    }
    if (!outcome.ok) entry.reject(withCallerStack(outcome.error, entry.caller));
    else {
      entry.call.onOk?.(outcome.data);
      entry.resolve(outcome.data);
    }
  }

  #remember(id: CommandId, fate: Fate): void {
    this.#fates.delete(id);
    this.#fates.set(id, fate);
    if (this.#fates.size <= REMEMBERED_IDS) return;
    for (const oldest of this.#fates.keys()) {
      this.#fates.delete(oldest);
      return;
    }
  }

  #giveUp(entry: Entry): void {
    const { command, call } = entry;
    const error = new CommandError(
      'timeout',
      `${command} was not answered within ${call.patience} s. It can't be told whether it was carried out: read the ` +
        'settings back, or give it a longer timeout.',
      { effect: 'unknown', limit: 'timeout' },
    );
    this.#finish(entry, { ok: false, error }, 'given up');
    call.onTimeout?.();
  }

  /** A check, not the mechanism: it finds what a lost timer or a lost answer would leave behind. */
  #sweep(): void {
    const overdue = this.#clock.now() - STRAY_MARGIN * 1000;
    for (const entry of this.#unsettled()) {
      if (entry.deadline > overdue) continue;
      this.#irregularities.count(
        'strays',
        { command: entry.command },
        `${entry.command} outlived its deadline and was swept.`,
      );
      this.#giveUp(entry);
    }
    const orderLost = this.#inTurn.some((entry) => entry.settled && entry.deadline <= overdue);
    this.#sweepTimer = undefined;
    if (this.#byId.size + this.#inTurn.length > 0)
      this.#sweepTimer = this.#clock.setTimer(() => this.#sweep(), SWEEP_INTERVAL * 1000, 'housekeeping');
    if (orderLost) this.#onOrderLost();
  }
}
