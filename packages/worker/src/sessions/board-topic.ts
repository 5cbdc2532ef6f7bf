import { type Clock, catalogue, type Timer } from '@pyrpl-mux/client';
import type { Backend, ModuleChanges } from '../backend/backend.ts';
import type { Caller } from '../dispatch/board-command.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';
import type { Subscription, Topic } from './subscription.ts';

/** Milliseconds until a snapshot that failed is tried again. */
const RETRY = 1000;

/** Session number of commands that the worker sends itself. */
const WORKER: Caller = { session: 0, client: 'worker' };

interface BoardEvent {
  readonly modules: Readonly<Record<string, unknown>>;
  /** Who changed it; null for a snapshot, and for what a read has found changed. */
  readonly by: {
    readonly session: number;
    readonly client: string | null;
    readonly command: string;
    readonly number: number;
  } | null;
}

/** The settings of every module, and every change of them (PROTOCOL.md, section 11). */
export class BoardTopic implements Topic {
  readonly #dispatcher: Dispatcher;
  readonly #clock: Clock;
  readonly #unsubscribe: () => void;
  readonly #active = new Set<Subscription>();
  /** Subscriptions without a snapshot. */
  readonly #waiting = new Set<Subscription>();
  /** Settings changed since the present snapshot was begun; null while none is being read. */
  #changed: Map<string, unknown> | null = null;
  #retry: Timer | null = null;

  constructor(backend: Backend, dispatcher: Dispatcher, clock: Clock) {
    this.#dispatcher = dispatcher;
    this.#clock = clock;
    this.#unsubscribe = backend.onChange((changes, number) => this.#publish(changes, number));
    dispatcher.onReadiness(({ state }) => {
      if (state === 'ready') this.#refresh();
    });
  }

  readonly coalesce = (older: unknown, newer: unknown): unknown =>
    isBoardEvent(older) && isBoardEvent(newer)
      ? { modules: { ...older.modules, ...newer.modules }, by: newer.by }
      : newer;

  attach(subscription: Subscription): void {
    this.#waiting.add(subscription);
    this.#read();
  }

  detach(subscription: Subscription): void {
    this.#waiting.delete(subscription);
    this.#active.delete(subscription);
  }

  close(): void {
    this.#unsubscribe();
    this.#retry?.cancel();
    this.#active.clear();
    this.#waiting.clear();
  }

  /** The board is back, and may not be as it was. */
  #refresh(): void {
    for (const subscription of this.#active) this.#waiting.add(subscription);
    this.#active.clear();
    this.#read();
  }

  #publish(changes: ModuleChanges, number: number | null): void {
    if (this.#changed !== null) for (const [module, settings] of changes) this.#changed.set(module, settings);
    if (this.#active.size === 0) return;
    const spec = number === null ? undefined : this.#dispatcher.command(number)?.spec;
    const by =
      number === null || spec === undefined
        ? null
        : { session: spec.caller.session, client: spec.caller.client, command: spec.name, number };
    const event: BoardEvent = { modules: Object.fromEntries(changes), by };
    for (const subscription of this.#active) subscription.publish(event);
  }

  #read(): void {
    const definition = catalogue.get('state_get');
    if (this.#changed !== null || this.#waiting.size === 0 || definition === undefined) return;
    if (this.#dispatcher.readiness.state !== 'ready') return;
    this.#retry?.cancel();
    this.#retry = null;
    this.#changed = new Map();
    this.#dispatcher.submit(
      {
        definition,
        access: 'read',
        request: { command: definition.name, params: {} },
        caller: WORKER,
        received: this.#clock.now(),
      },
      {
        progress: () => undefined,
        final: (outcome) => {
          const changed = this.#changed ?? new Map<string, unknown>();
          this.#changed = null;
          if ('data' in outcome) this.#snapshot(outcome.data, changed);
          else this.#retry = this.#clock.setTimer(() => this.#read(), RETRY, 'housekeeping');
        },
      },
    );
  }

  #snapshot(data: unknown, changed: ReadonlyMap<string, unknown>): void {
    const modules = typeof data === 'object' && data !== null && 'modules' in data ? data.modules : {};
    const event = {
      modules: { ...(isRecord(modules) ? modules : {}), ...Object.fromEntries(changed) },
      by: null,
    };
    for (const subscription of this.#waiting) {
      this.#active.add(subscription);
      subscription.publish(event);
    }
    this.#waiting.clear();
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isBoardEvent(value: unknown): value is BoardEvent {
  return isRecord(value) && isRecord(value['modules']) && 'by' in value;
}
