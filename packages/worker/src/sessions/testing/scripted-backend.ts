import { CommandError } from '@pyrpl-mux/client';
import type {
  Backend,
  BackendState,
  CommandContext,
  LinkStatus,
  ModuleChanges,
  StreamedTrace,
  WaitContext,
} from '../../backend/backend.ts';

/** A command that the test has in hand. */
export interface Running {
  readonly command: string;
  readonly params: unknown;
  readonly context: CommandContext;
  finish(data: unknown): void;
  fail(error: unknown): void;
}

/** A trace of the stream that the test has in hand. */
export interface Streaming {
  readonly context: WaitContext;
  /** Both channels hold the number of the trace, or what is given; null: there is no trigger. */
  finish(trace?: Partial<StreamedTrace> | null): void;
  fail(error: Error): void;
}

const SETTINGS: StreamedTrace['settings'] = {
  ...{ input1: 'in1', input2: 'in2', decimation: 64, trigger_source: 'immediately', trigger_delay: 0 },
  ...{ threshold: 0, hysteresis: 0, average: false },
};

/**
 * A backend without a board: every command runs until the test finishes it, or is answered by a rule. A wait that is
 * aborted ends with the reason, as a driver's would.
 */
export class ScriptedBackend implements Backend {
  readonly kind = 'board';
  readonly rules = new Map<string, (params: unknown, context: CommandContext) => unknown>();
  /** Commands in the order in which they were started. */
  readonly started: Running[] = [];
  /** Whether a trace of the stream that is stopped ends only when the test ends it, not at once. */
  isTraceSlowToStop = false;
  /** Traces of the stream in the order in which they were begun. */
  readonly streamed: Streaming[] = [];
  state: BackendState = { state: 'ready' };
  link: LinkStatus = { state: 'connected', made: 1, ends: {}, round_trip_ms: { p50: 0.2, p99: 0.9 } };
  readonly #stateListeners = new Set<(state: BackendState) => void>();
  readonly #changeListeners = new Set<(changes: ModuleChanges, number: number | null) => void>();
  readonly #arrivals: (() => void)[] = [];
  readonly #running = new Set<Running>();

  onState(listener: (state: BackendState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onChange(listener: (changes: ModuleChanges, number: number | null) => void): () => void {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  }

  start(): void {}

  async stop(): Promise<void> {}

  status(): Readonly<Record<string, unknown>> {
    return { link: { words_read: 12 } };
  }

  setState(state: BackendState): void {
    this.state = state;
    for (const listener of this.#stateListeners) listener(state);
    if (state.state !== 'board_lost') return;
    for (const running of this.#running)
      running.fail(
        new CommandError('board_fault', `The board was lost: ${state.reason}.`, { effect: 'unknown' }),
      );
  }

  change(number: number | null, changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
    for (const listener of this.#changeListeners) listener(new Map(Object.entries(changes)), number);
  }

  async streamTrace(context: WaitContext): Promise<StreamedTrace | null> {
    const { promise, resolve, reject } = Promise.withResolvers<StreamedTrace | null>();
    context.signal.addEventListener('abort', () => {
      if (!this.isTraceSlowToStop) reject(new Error('The trace was stopped.'));
    });
    const number = this.streamed.length + 1;
    const whole: StreamedTrace = {
      voltage: [new Float32Array(16_384).fill(number), new Float32Array(16_384).fill(-number)],
      ...{ time_start: 0, time_step: 1e-6, trigger_time: number, settings: SETTINGS },
    };
    this.streamed.push({
      context,
      finish: (trace = {}) => resolve(trace === null ? null : { ...whole, ...trace }),
      fail: reject,
    });
    for (const arrived of this.#arrivals.splice(0)) arrived();
    return await promise;
  }

  async execute(command: string, params: unknown, context: CommandContext): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // Nobody awaits it if a rule answers.
    promise.catch(() => undefined);
    const running: Running = {
      command,
      params,
      context,
      finish: resolve,
      fail: (error) => reject(error instanceof Error ? error : new Error(String(error))),
    };
    context.signal.addEventListener('abort', () => running.fail(context.signal.reason));
    this.#running.add(running);
    this.started.push(running);
    for (const arrived of this.#arrivals.splice(0)) arrived();
    const rule = this.rules.get(command);
    try {
      return rule === undefined ? await promise : await rule(params, context);
    } finally {
      this.#running.delete(running);
    }
  }

  /** The n-th command that was started, counted from 0, as soon as it has. */
  async nth(index: number): Promise<Running> {
    return await this.#arrived(this.started, index);
  }

  /** The n-th trace of the stream, counted from 0, as soon as it was begun. */
  async nthTrace(index: number): Promise<Streaming> {
    return await this.#arrived(this.streamed, index);
  }

  async #arrived<T>(list: readonly T[], index: number): Promise<T> {
    for (;;) {
      const found = list[index];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#arrivals.push(resolve));
    }
  }
}
