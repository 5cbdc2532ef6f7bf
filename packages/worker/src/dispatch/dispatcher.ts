import {
  type Clock,
  type CommandDefinition,
  CommandError,
  type CommandResult,
  type Module,
  type Request,
  type WorkerState,
} from '@pyrpl-mux/client';
import type { Backend } from '../backend/backend.ts';
import type { Log } from '../observe/log.ts';
import {
  type Answer,
  BoardCommand,
  type Caller,
  type CommandStatus,
  type Outcome,
  type StopReason,
} from './board-command.ts';
import type { LaneAccess, Occupancy, Occupant } from './lane.ts';
import { LaneScheduler } from './lanes.ts';
import { validateParams } from './validation.ts';

/** Milliseconds that running commands have to finish when the worker stops. */
const DRAIN_PATIENCE = 10_000;

/** What the worker can do at present, and why it is not `ready`. */
export interface Readiness {
  readonly state: WorkerState;
  /** A sentence for people; null when ready. */
  readonly reason: string | null;
}

/** What a dispatcher needs. */
export interface DispatcherOptions {
  readonly backend: Backend;
  readonly clock: Clock;
  readonly log: Log;
  /** Most commands queued in one lane. */
  readonly laneQueue: number;
}

/** A request for the board. */
export interface Submission {
  readonly definition: CommandDefinition;
  readonly access: LaneAccess;
  readonly request: Request;
  readonly caller: Caller;
  /** When the request came, in ms of the clock; its timeout counts from there. */
  readonly received: number;
}

/** How a cancel ended (PROTOCOL.md, section 9). */
export interface Cancellation {
  readonly cancelled: boolean;
  readonly was: 'queued' | 'running' | 'finished' | 'unknown';
}

/** One lane, as `status` shows it. */
export type LaneStatus = CommandResult<'status'>['lanes'][number];

/** Takes validated commands through their lanes to the backend, and their outcome back. */
export class Dispatcher {
  readonly #backend: Backend;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #lanes: LaneScheduler;
  readonly #commands = new Map<number, BoardCommand>();
  readonly #stateListeners = new Set<(readiness: Readiness) => void>();
  readonly #unsubscribe: () => void;
  #numbers = 0;
  /** Who or what stops the worker, as a sentence; null while it serves. */
  #stopping: string | null = null;
  #idle: (() => void)[] = [];

  constructor({ backend, clock, log, laneQueue }: DispatcherOptions) {
    this.#backend = backend;
    this.#clock = clock;
    this.#log = log;
    this.#lanes = new LaneScheduler(laneQueue);
    this.#unsubscribe = backend.onState(() => this.#backendChanged());
  }

  /** What the worker can do at present. */
  get readiness(): Readiness {
    if (this.#stopping !== null) return { state: 'stopping', reason: this.#stopping };
    const { state } = this.#backend;
    return { state: state.state, reason: state.state === 'ready' ? null : state.reason };
  }

  /** Called at each change of {@link Dispatcher.readiness}. */
  onReadiness(listener: (readiness: Readiness) => void): void {
    this.#stateListeners.add(listener);
  }

  /** A command that is queued or running. */
  command(number: number): BoardCommand | undefined {
    return this.#commands.get(number);
  }

  /**
   * Validates a board command and queues it. Its answer comes in any case, perhaps before this returns.
   *
   * @returns the command, unless it was refused at once
   */
  submit({ definition, access, request, caller, received }: Submission, answer: Answer): BoardCommand | null {
    let params: unknown;
    try {
      params = validateParams(definition, request.params);
      this.#requireBoard();
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      answer.final({ error });
      return null;
    }
    const command = new BoardCommand(
      {
        number: ++this.#numbers,
        name: definition.name,
        params,
        modules: definition.modules(params),
        access,
        caller,
        received,
        timeout: request.timeout ?? definition.timeout(params),
        wantsProgress: request.progress ?? false,
      },
      answer,
      this.#lanes,
      this.#clock,
    );
    this.#commands.set(command.number, command);
    command.whenFinished(() => this.#forget(command.number));
    command.enter(() => void this.#run(command));
    return command;
  }

  /** Lets something of the worker's own use a lane between commands: see {@link LaneScheduler.occupy}. */
  occupy(module: Module, occupant: Occupant): Occupancy {
    return this.#lanes.occupy(module, occupant);
  }

  /** The occupant of a lane has left. */
  vacate(occupancy: Occupancy): void {
    this.#lanes.vacate(occupancy);
  }

  /** Cancels any command by its worker-wide number; its own final response comes before `done` is called. */
  cancel(number: number, by: string, done: (result: Cancellation) => void): void {
    const command = this.#commands.get(number);
    if (command === undefined) {
      done({ cancelled: false, was: number <= this.#numbers ? 'finished' : 'unknown' });
      return;
    }
    const was = command.phase === 'queued' ? 'queued' : 'running';
    command.whenFinished((outcome) => {
      done({ cancelled: 'error' in outcome && outcome.error.code === 'cancelled', was });
    });
    command.stop({ code: 'cancelled', why: `Cancelled by ${by}` });
  }

  /**
   * Refuses new commands for the board, drops the queued ones and stops what waits.
   *
   * @param who - a sentence: who asked for it
   * @returns when the last running command has been answered, after 10 s at the latest
   */
  async drain(who: string): Promise<void> {
    if (this.#stopping === null) {
      this.#stopping = who;
      this.#tellReadiness();
    }
    const reason: StopReason = {
      code: 'cancelled',
      queuedCode: 'worker_stopping',
      why: `${who} The command ended`,
    };
    for (const command of this.#commands.values()) command.stop(reason);
    if (this.#commands.size === 0) return;
    const patience = this.#clock.setTimer(() => this.#abandon(), DRAIN_PATIENCE);
    await new Promise<void>((resolve) => this.#idle.push(resolve));
    patience.cancel();
  }

  /** Lets go of the backend's events. */
  close(): void {
    this.#unsubscribe();
    this.#stateListeners.clear();
  }

  /** Lanes that are or were in use, with what they run. */
  lanes(): LaneStatus[] {
    const now = this.#clock.now();
    const running = [...this.#commands.values()].filter(({ started }) => started !== null);
    return [...this.#lanes.queued()].map(([module, queued]) => {
      const here = running.filter(({ spec }) => spec.modules.includes(module));
      const command = here.find(({ spec }) => spec.access !== 'read') ?? here[0];
      if (command === undefined) return { module, running: null, queued };
      const { number, spec, phase, started } = command;
      return {
        module,
        queued,
        running: {
          number,
          command: spec.name,
          client: spec.caller.client,
          session: spec.caller.session,
          for_s: (now - (started ?? now)) / 1000,
          waiting: phase === 'waiting',
        },
      };
    });
  }

  /** Commands that run, then those that are queued, each in the order of their arrival; `most` of them. */
  running(most: number): { readonly listed: CommandStatus[]; readonly leftOut: number } {
    const all = [...this.#commands.values()];
    const ordered = [
      ...all.filter(({ started }) => started !== null),
      ...all.filter(({ started }) => started === null),
    ];
    const listed = ordered.slice(0, most).map(({ status }) => status);
    return { listed, leftOut: all.length - listed.length };
  }

  async #run(command: BoardCommand): Promise<void> {
    const { name, params } = command.spec;
    let outcome: Outcome;
    try {
      outcome = { data: await this.#backend.execute(name, params, command) };
    } catch (error) {
      outcome = { error: this.#asCommandError(error, command) };
    }
    command.finish(outcome);
  }

  /** Answers what the backend has not finished in all that time. */
  #abandon(): void {
    for (const command of this.#commands.values()) {
      const { number, spec } = command;
      const sentence = `${this.#stopping} ${spec.name} did not finish in ${DRAIN_PATIENCE / 1000} s. What it did can't be told; read the settings before you go on.`;
      this.#log.error({ number, command: spec.name }, sentence);
      command.finish({ error: new CommandError('cancelled', sentence, { effect: 'unknown', number }) });
    }
  }

  #forget(number: number): void {
    this.#commands.delete(number);
    if (this.#commands.size > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  /** @throws CommandError unless commands for the board can be served */
  #requireBoard(): void {
    const { state, reason } = this.readiness;
    if (state === 'ready') return;
    if (state === 'stopping') throw new CommandError('worker_stopping', `${reason} Nothing was done.`);
    const what =
      state === 'starting' ? 'The worker has not reached the board yet' : 'The worker has no board';
    const isFinal = this.#backend.state.state === 'board_lost' && this.#backend.state.final === true;
    const next = isFinal ? 'restart the worker when that is mended' : 'the worker keeps trying';
    throw new CommandError(
      'board_unavailable',
      `${what}${reason === null ? '' : `: ${withoutStop(reason)}`}. Nothing was done; ${next}.`,
    );
  }

  #backendChanged(): void {
    if (this.#stopping !== null) return;
    const { state, reason } = this.readiness;
    if (state !== 'ready') {
      const why = `The board was lost${reason === null ? '' : ` (${withoutStop(reason)})`}`;
      for (const command of this.#commands.values())
        if (command.phase === 'queued') command.stop({ code: 'board_unavailable', why });
    }
    this.#tellReadiness();
  }

  #tellReadiness(): void {
    for (const listener of this.#stateListeners) listener(this.readiness);
  }

  #asCommandError(error: unknown, command: BoardCommand): CommandError {
    if (error instanceof CommandError) return error;
    const reason: unknown = command.signal.reason;
    if (
      command.signal.aborted &&
      error instanceof Error &&
      error.name === 'AbortError' &&
      reason instanceof CommandError
    )
      return reason;
    const { number, spec } = command;
    this.#log.error({ number, command: spec.name, err: error }, 'a command failed unexpectedly');
    const sentence = `${spec.name} failed by a fault of the worker, logged there as number ${number}. What it did can't be told; read the settings before you go on.`;
    return new CommandError('internal', sentence, { effect: 'unknown', number, cause: error });
  }
}

/** A sentence without its full stop, to stand within another. */
function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
