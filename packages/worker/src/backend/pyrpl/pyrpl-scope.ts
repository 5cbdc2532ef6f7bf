import {
  type AcquireOptions,
  type Acquisition,
  checkAcquisition,
  checkScope,
  type RememberedScope,
  type ScopeSettings,
  type ScopeSetup,
  type ScopeState,
  type StreamOptions,
} from '@pyrpl-mux/redpitaya';
import type { z } from 'zod';
import { ask, type Child, READS, WRITES } from './child-call.ts';
import * as results from './results.ts';

type Held = z.output<typeof results.scopeSettings>;

/** The oscilloscope, by way of PyRPL: see `Scope` of the driver. */
export class PyrplScope {
  readonly #child: Child;
  #held: Held;

  /** @param held as last read */
  constructor(child: Child, held: Held) {
    this.#child = child;
    this.#held = held;
  }

  async get(): Promise<ScopeState> {
    return this.seen(await ask(this.#child, 'scope.get', {}, results.scopeState, READS));
  }

  async setup(params: ScopeSetup): Promise<ScopeSettings> {
    checkScope(params, this.#held);
    return this.seen(await ask(this.#child, 'scope.setup', params, results.scopeSettings, WRITES));
  }

  async acquire(options: AcquireOptions = {}): Promise<Acquisition> {
    const { settings = {}, channels = ['ch1', 'ch2'], triggerTimeout = 5, averages = 1 } = options;
    const args = {
      settings: checkAcquisition(settings, this.#held),
      channels,
      trigger_timeout: triggerTimeout,
      averages,
    };
    const acquired = await ask(this.#child, 'scope.acquire', args, results.acquisition, {
      reads: false,
      signal: options.signal,
      onProgress: options.onProgress,
      onWaiting: (state) => {
        if (state.kind !== 'averaging' && state.kind !== 'between_traces') options.onWaiting?.(state);
      },
    });
    return { ...acquired, settings: this.seen(acquired.settings) };
  }

  async stream({ signal, onWaiting }: StreamOptions): Promise<Acquisition> {
    const acquired = await ask(this.#child, 'scope.stream', {}, results.acquisition, {
      reads: false,
      signal,
      onWaiting: (state) => {
        if (state.kind !== 'averaging' && state.kind !== 'between_traces') onWaiting?.(state);
      },
    });
    return { ...acquired, settings: this.seen(acquired.settings) };
  }

  remembered(): RememberedScope {
    const { trigger_source, trigger_delay, registers } = this.#held;
    return { trigger_source, trigger_delay, registers };
  }

  /** Takes notice of settings that were read. */
  seen<T extends Held>(held: T): Omit<T, 'registers'> {
    this.#held = held;
    const { registers: _, ...settings } = held;
    return settings;
  }
}
