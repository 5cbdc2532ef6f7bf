import { type ReadonlySignal, signal } from '@preact/signals';
import type { ScopeTrace, TopicEvent } from '@pyrpl-mux/client';
import type { WorkerLink } from '../worker-link/worker-link.ts';

/** Most traces per second that a display can show. */
const DISPLAY_RATE = 60;

/**
 * What this page does with the traces that come: shows each, shows the next one and stops, or keeps the one it has. The
 * board's scope, which others share, is not stopped.
 */
export type ScopeMode = 'run' | 'single' | 'stop';

/** The newest trace of the worker's stream, as this page shows it. */
export class ScopeView {
  readonly #link: WorkerLink;
  readonly #trace = signal<ScopeTrace | null>(null);
  readonly #mode = signal<ScopeMode>('run');
  #end: (() => void) | null = null;

  /** The trace that is shown; null before the first. */
  readonly trace: ReadonlySignal<ScopeTrace | null> = this.#trace;
  readonly mode: ReadonlySignal<ScopeMode> = this.#mode;

  constructor(link: WorkerLink) {
    this.#link = link;
  }

  run(): void {
    this.#mode.value = 'run';
    this.#watch();
  }

  single(): void {
    this.#unwatch();
    this.#mode.value = 'single';
    this.#watch();
  }

  stop(): void {
    this.#mode.value = 'stop';
    this.#unwatch();
  }

  #watch(): void {
    this.#end ??= this.#link.watch('scope_trace', { max_rate: DISPLAY_RATE }, (event) => this.#take(event));
  }

  #unwatch(): void {
    this.#end?.();
    this.#end = null;
  }

  #take({ data }: TopicEvent<'scope_trace'>): void {
    if (this.#mode.value === 'stop') return;
    this.#trace.value = data;
    if (this.#mode.value === 'single') this.stop();
  }
}
