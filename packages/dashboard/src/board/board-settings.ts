import { batch, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type BoardChange, MODULES, type ModuleSettings } from '@pyrpl-mux/client';

/** A module of which `board` events tell. */
export type ToldModule = keyof ModuleSettings;

/** Who changed a module, and when. */
export interface LastChange {
  readonly by: NonNullable<BoardChange['by']>;
  /** Milliseconds since 1970. */
  readonly when: number;
}

type Store = { readonly [Module in ToldModule]: Signal<ModuleSettings[Module] | null> };

const TOLD = MODULES.filter((module): module is ToldModule => module !== 'sampler');

/** The settings of every module, as read back from the board, whoever changed them. */
export class BoardSettings {
  readonly #settings: Store = {
    hk: signal(null),
    scope: signal(null),
    asg0: signal(null),
    asg1: signal(null),
    pid0: signal(null),
    pid1: signal(null),
    pid2: signal(null),
    iq0: signal(null),
    iq1: signal(null),
    iq2: signal(null),
    iir: signal(null),
    trig: signal(null),
    pwm0: signal(null),
    pwm1: signal(null),
  };
  readonly #changes = new Map<ToldModule, Signal<LastChange | null>>(
    TOLD.map((module) => [module, signal(null)]),
  );
  readonly #never = signal<LastChange | null>(null);
  readonly #now: () => number;

  /** @param now - milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Settings of a module as last read back; null before the first. */
  settings<Module extends ToldModule>(module: Module): ReadonlySignal<ModuleSettings[Module] | null> {
    return this.#settings[module];
  }

  /** Who changed a module last, while this page watched; null if nobody did. */
  lastChange(module: ToldModule): ReadonlySignal<LastChange | null> {
    return this.#changes.get(module) ?? this.#never;
  }

  /** Takes an event of the topic `board`. */
  take({ modules, by }: BoardChange): void {
    const when = this.#now();
    batch(() => {
      for (const module of TOLD) {
        if (modules[module] === undefined) continue;
        this.#set(module, modules);
        const change = this.#changes.get(module);
        if (change !== undefined && by !== null) change.value = { by, when };
      }
    });
  }

  #set<Module extends ToldModule>(module: Module, modules: Partial<ModuleSettings>): void {
    const settings = modules[module];
    if (settings !== undefined) this.#settings[module].value = settings;
  }
}
