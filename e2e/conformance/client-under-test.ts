/** What an error tells. */
export interface Failure {
  readonly code: string;
  readonly effect: string;
  readonly sentence: string;
  /** Which limit ended a command; null where none did. */
  readonly limit: string | null;
  /** The worker-wide number; null where there is none. */
  readonly number: number | null;
  readonly issues: readonly unknown[];
}

/** How something that was asked for ended. */
export type Outcome = { readonly result: unknown } | { readonly error: Failure };

/** A command of a scenario. */
export interface Call {
  readonly command: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Seconds; undefined: the command's default. */
  readonly timeout?: number | undefined;
  /** Whether it is sent with an id. */
  readonly id: boolean;
  /** Whether somebody listens to its progress. */
  readonly progress: boolean;
}

/** What a scenario subscribes to. */
export type Topic = 'board' | 'worker' | 'scope_trace';

/** What a client shows of itself. */
export interface Inspection {
  readonly state: string;
  /** The worker's state and its reason, as last heard. */
  readonly worker: { readonly state: string; readonly reason: string | null };
  /** Irregularities by kind. */
  readonly counters: Readonly<Record<string, number>>;
  /** Names of the commands that wait for their final response. */
  readonly pending: readonly string[];
}

/**
 * A client that a scenario plays with, on a clock that stands still but for {@link advance}. Calls and subscriptions go
 * by the names that the scenario gives them.
 */
export interface ClientUnderTest {
  /** How connecting ended. */
  connected(): Promise<Outcome>;
  /** Begins a command. */
  call(name: string, call: Call): Promise<void>;
  /** The caller loses interest. */
  cancel(name: string): Promise<void>;
  /** How a command ended, and the progress that was told until then. */
  answer(name: string): Promise<{ readonly outcome: Outcome; readonly progress: readonly unknown[] }>;
  /** Begins a subscription. */
  subscribe(name: string, topic: Topic, params: Readonly<Record<string, unknown>>): Promise<void>;
  /** Begins to end a subscription. */
  unsubscribe(name: string): Promise<void>;
  /** Data of the next event of a subscription; null if it has ended, or the error with which it has. */
  nextEvent(name: string): Promise<Outcome>;
  /** Until the client is in this state. */
  untilState(state: string): Promise<void>;
  /** Until the event `barrier` with this number has arrived. */
  untilBarrier(number: number): Promise<void>;
  inspect(): Promise<Inspection>;
  advance(seconds: number): Promise<void>;
  /** Loses all timers but those of housekeeping. */
  loseTimers(): Promise<void>;
  close(): Promise<void>;
  /** What is still at work in a client that was closed: timers, tasks, threads. */
  leftovers(): Promise<readonly string[]>;
}

/** Makes the clients of one language. */
export interface Troupe extends AsyncDisposable {
  /** A client that begins to connect. */
  open(url: string): Promise<ClientUnderTest>;
}
