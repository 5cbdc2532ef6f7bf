import { type BackendKind, type Clock, CommandError } from '@pyrpl-mux/client';
import {
  BoardConnection,
  type BoardConnectionEvent,
  type KeptLink,
  type RoundTripSummary,
} from '@pyrpl-mux/redpitaya';
import type { Log } from '../observe/log.ts';
import { StateFolder } from '../states/state-folder.ts';
import type {
  Backend,
  BackendState,
  CommandContext,
  LinkStatus,
  ModuleChanges,
  StreamedTrace,
  WaitContext,
} from './backend.ts';
import type { AttachedBoard, BoardSurroundings } from './handlers/attached-board.ts';
import { restateDriverError } from './handlers/driver-errors.ts';
import { handle } from './handlers/handlers.ts';
import { type InputRanges, InputScale } from './handlers/input-range.ts';
import { Memory } from './handlers/memory.ts';
import { streamTrace } from './handlers/scope-stream.ts';
import { StateFile } from './handlers/state-file.ts';
import { TimeAxes } from './handlers/time-axis.ts';

/** What every backend with a driver needs. */
export interface DriverBackendOptions {
  readonly inputRange: InputRanges;
  /** Path of the file that keeps what no register tells. */
  readonly stateFile: string;
  /** Where saved states are kept, and the key of the board that is written in them. */
  readonly states: { readonly folder: string; readonly board: string };
  readonly clock: Clock;
  readonly log: Log;
}

/** A board that was reached, and what leads there. */
export interface Reached<Link extends KeptLink> {
  readonly link: Link;
  readonly board: AttachedBoard;
}

/** The way to a board that differs between backends. */
export interface BoardAccess<Link extends KeptLink> {
  /**
   * Makes a link and attaches to the board behind it, which only reads.
   *
   * @throws FinalError if another try can't help without a person; any other error is a failed try
   */
  connect(signal: AbortSignal, surroundings: BoardSurroundings): Promise<Reached<Link>>;
  /** What a starter of this board may not contradict, as far as it is known. */
  configuration(): Readonly<Record<string, unknown>>;
  /** Figures of a link; null while there is none. */
  figures(link: Link | null): Readonly<Record<string, unknown>>;
  /** How long the way to the board and back takes. */
  roundTrips(link: Link): RoundTripSummary;
  /** Called once, after the last link has ended. */
  stop(): Promise<void>;
}

const NO_ROUND_TRIPS = { p50: null, p99: null };

/** Why a board is not tried again; the message tells a person what to do. */
export class FinalError extends Error {
  override readonly name = 'FinalError';
}

/** Reaches a board through a driver, and reaches it again when it was lost. */
export class DriverBackend<Link extends KeptLink> implements Backend {
  readonly kind: BackendKind;
  readonly #options: DriverBackendOptions;
  readonly #access: BoardAccess<Link>;
  readonly #connection: BoardConnection<Link>;
  readonly #stateFile: StateFile;
  readonly #surroundings: BoardSurroundings;
  readonly #stateListeners = new Set<(state: BackendState) => void>();
  readonly #changeListeners = new Set<(changes: ModuleChanges, number: number | null) => void>();
  #state: BackendState = { state: 'starting', reason: null };
  #board: AttachedBoard | null = null;
  readonly #unfollow: () => void;

  constructor(kind: BackendKind, access: BoardAccess<Link>, options: DriverBackendOptions) {
    const { clock, log } = options;
    this.kind = kind;
    this.#options = options;
    this.#access = access;
    this.#stateFile = new StateFile(options.stateFile, clock, (error) =>
      log.warn({ err: error }, 'The state file of the board could not be written.'),
    );
    this.#surroundings = {
      scale: new InputScale(options.inputRange),
      axes: new TimeAxes(),
      memory: new Memory(this.#stateFile),
      states: {
        folder: new StateFolder(options.states.folder),
        origin: { key: options.states.board, backend: kind, input_range: options.inputRange },
      },
      onChange: (changes, number) => {
        for (const listener of this.#changeListeners) listener(changes, number);
      },
    };
    this.#connection = new BoardConnection({ clock, connect: async (signal) => await this.#connect(signal) });
    this.#unfollow = this.#connection.subscribe((event) => this.#follow(event));
  }

  get state(): BackendState {
    return this.#state;
  }

  onState(listener: (state: BackendState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onChange(listener: (changes: ModuleChanges, number: number | null) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  start(): void {
    this.#connection.start();
  }

  async execute(command: string, params: unknown, context: CommandContext): Promise<unknown> {
    const board = this.#requireBoard();
    try {
      const result = handle(board, command, params, context);
      if (result !== undefined) return await result;
    } catch (error) {
      throw restateDriverError(error, params);
    }
    throw new CommandError('internal', `The command ${command} has no handler. Nothing was done.`);
  }

  async streamTrace(context: WaitContext): Promise<StreamedTrace | null> {
    const board = this.#requireBoard();
    try {
      return await streamTrace(board, context);
    } catch (error) {
      throw restateDriverError(error, {});
    }
  }

  get link(): LinkStatus {
    const { state, link, opened, ends } = this.#connection;
    const { p50, p99 } = link === null ? NO_ROUND_TRIPS : this.#access.roundTrips(link);
    return {
      state,
      made: opened,
      ends: Object.fromEntries(ends),
      round_trip_ms: p50 === null || p99 === null ? null : { p50: rounded(p50), p99: rounded(p99) },
    };
  }

  status(): Readonly<Record<string, unknown>> {
    const { link, opened, ends } = this.#connection;
    return {
      configuration: {
        backend: this.kind,
        input_range: this.#options.inputRange,
        ...this.#access.configuration(),
      },
      keeps_trying: this.#state.state !== 'board_lost' || this.#state.final !== true,
      links_made: opened,
      link_ends: Object.fromEntries(ends),
      ...this.#access.figures(link),
    };
  }

  async stop(): Promise<void> {
    this.#unfollow();
    this.#board = null;
    await this.#connection.close();
    await this.#stateFile.close();
    await this.#access.stop();
  }

  #requireBoard(): AttachedBoard {
    if (this.#board !== null) return this.#board;
    const reason = this.#state.state === 'ready' ? null : this.#state.reason;
    throw new CommandError('board_unavailable', `${reason ?? 'There is no board.'} Nothing was done.`);
  }

  async #connect(signal: AbortSignal): Promise<Link> {
    try {
      const { link, board } = await this.#access.connect(signal, this.#surroundings);
      this.#board = board;
      return link;
    } catch (error) {
      if (!(error instanceof FinalError) || signal.aborted) throw error;
      this.#lose(error, {}, true);
      await aborted(signal);
      throw error;
    }
  }

  #follow(event: BoardConnectionEvent<Link>): void {
    switch (event.type) {
      case 'connecting':
        break;
      case 'connected':
        this.#options.log.info('The board is attached.');
        this.#setState({ state: 'ready' });
        break;
      case 'board_lost':
        this.#lose(event.error, {});
        break;
      case 'waiting':
        this.#lose(event.error, { retry_in_ms: event.delayMs });
        break;
    }
  }

  #lose(error: Error, next: Readonly<Record<string, unknown>>, final = false): void {
    this.#board = null;
    const isKnown = this.#state.state === 'board_lost' && this.#state.reason === error.message;
    const fields = { ...next, ...('code' in error ? { code: error.code } : {}) };
    this.#options.log[isKnown ? 'debug' : 'warn'](fields, error.message);
    this.#setState({ state: 'board_lost', reason: error.message, ...(final ? { final } : {}) });
  }

  #setState(state: BackendState): void {
    this.#state = state;
    for (const listener of this.#stateListeners) listener(state);
  }
}

/** A duration as precise as anybody needs it. */
function rounded(milliseconds: number): number {
  return Number(milliseconds.toPrecision(4));
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
