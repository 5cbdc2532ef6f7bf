import type { BackendKind, CommandResult, ScopeTrace } from '@pyrpl-mux/client';

/** Whether the backend has its board. `reason` is a sentence for people. */
export type BackendState =
  | { readonly state: 'starting'; readonly reason: string | null }
  | { readonly state: 'ready' }
  /** `final`: it is not tried again until a person has done something and restarts the worker. */
  | { readonly state: 'board_lost'; readonly reason: string; readonly final?: boolean };

/** What a running command is given by the dispatcher. */
export interface CommandContext {
  /** Worker-wide number of the command, for the log. */
  readonly number: number;
  /** Aborted when the waiting shall stop: deadline, cancel, client gone. Never aborted outside of a wait. */
  readonly signal: AbortSignal;
  /** An urgent command waits for this one to end: what is done in several steps ends between two of them. */
  readonly hindersUrgent: boolean;
  /**
   * From here on the command has written all that it writes and only waits (trigger, average, demodulation). Reads may
   * pass it and `signal` may stop it. `describe` tells the state at that moment ("armed, waiting for ...").
   */
  waiting(describe: () => string): void;
  /** The wait is over; what follows is finished in any case. */
  working(): void;
  /** Reports progress to whoever asked for it. */
  progress(report: { readonly done: number; readonly total: number }): void;
}

/** What waits is given by whoever may stop it. */
export type WaitContext = Pick<CommandContext, 'signal' | 'waiting' | 'working'>;

/** A trace of both channels with every sample. */
export interface StreamedTrace extends ScopeTrace {
  readonly voltage: readonly [Float32Array, Float32Array];
}

/** Settings of modules that a command changed, as read back; keyed by module. */
export type ModuleChanges = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/** The way to the board, as `status` shows it for every backend. */
export type LinkStatus = CommandResult<'status'>['link'];

/** How the worker reaches its board. */
export interface Backend {
  readonly kind: BackendKind;
  readonly state: BackendState;
  /** Called at each change of {@link Backend.state}. Returns a function that unsubscribes. */
  onState(listener: (state: BackendState) => void): () => void;
  /** Starts to reach the board and keeps trying; does not wait for it. */
  start(): void;
  /**
   * Carries out one validated command of the catalogue.
   *
   * @returns the command's result; changed settings are told through {@link Backend.onChange}
   * @throws CommandError with a sentence, a code and the true effect
   */
  execute(command: string, params: unknown, context: CommandContext): Promise<unknown>;
  /**
   * Takes one trace with the scope's settings as they are, and changes none of them. `signal` may stop it at any moment,
   * and it has left the scope one round trip later. The caller has the scope's lane.
   *
   * @returns null if the trigger source is off, or nobody has chosen one: then nothing was written
   * @throws CommandError with a sentence
   */
  streamTrace(context: WaitContext): Promise<StreamedTrace | null>;
  /**
   * Called with the settings that command `number` changed, before its promise resolves; with null, with those that a
   * read has found changed.
   */
  onChange(listener: (changes: ModuleChanges, number: number | null) => void): () => void;
  /** The way to the board at present. */
  readonly link: LinkStatus;
  /** Figures of the board and the link for `status` and metrics (numbers, strings, nested plain objects). */
  status(): Readonly<Record<string, unknown>>;
  /** Lets go of the board; no register is written. */
  stop(): Promise<void>;
}
