import { CommandError, DRIVING_MODULES, MOVING_VALUES, type SettingsModule } from '@pyrpl-mux/client';
import { type DrivingModule, describeWait, WaitAbortedError, type WaitState } from '@pyrpl-mux/redpitaya';
import type { StateFolder } from '../../states/state-folder.ts';
import type { StateOrigin } from '../../states/state-record.ts';
import type { CommandContext, ModuleChanges, WaitContext } from '../backend.ts';
import type { Driver, DriverLifetime } from './driver.ts';
import type { InputScale } from './input-range.ts';
import type { Memory, RememberedModule } from './memory.ts';
import { type DriverSettings, onWire, type WireSettings, withoutState } from './settings.ts';
import type { TimeAxes } from './time-axis.ts';

/** The saved states of a board, and what tells where settings are saved beside the FPGA's serial number. */
export interface SavedStates {
  readonly folder: StateFolder;
  readonly origin: Omit<StateOrigin, 'dna'>;
}

/** What outlives a driver that loses its board. */
export interface BoardSurroundings {
  readonly scale: InputScale;
  readonly axes: TimeAxes;
  readonly memory: Pick<Memory, 'recall' | 'forget' | 'remember'>;
  readonly states: SavedStates;
  /** Told settings that are new: those that command `number` changed; with null, those that a read has found changed. */
  readonly onChange: (changes: ModuleChanges, number: number | null) => void;
}

/** What the driver is given for a wait. */
export interface Wait {
  readonly signal: AbortSignal;
  readonly onWaiting: (state: WaitState) => void;
}

/** The board behind one driver, from attaching until the driver loses it. */
export class AttachedBoard {
  readonly driver: Driver;
  readonly scale: InputScale;
  readonly axes: TimeAxes;
  readonly states: SavedStates;
  readonly #surroundings: BoardSurroundings;
  readonly #lifetime: DriverLifetime;
  readonly #known: { -readonly [M in SettingsModule]: DriverSettings[M] };
  /** How often commands have changed each module, or were about to. */
  readonly #revisions = new Map<SettingsModule, number>();
  readonly #waits = new Set<AbortController>();
  #switchedOff = 0;

  private constructor(
    driver: Driver,
    lifetime: DriverLifetime,
    known: DriverSettings,
    surroundings: BoardSurroundings,
  ) {
    this.driver = driver;
    this.scale = surroundings.scale;
    this.axes = surroundings.axes;
    this.states = surroundings.states;
    this.#surroundings = surroundings;
    this.#lifetime = lifetime;
    this.#known = { ...known };
    void lifetime.ended.then((error) => this.#stopWaits(error));
  }

  /** Reads the settings of all modules, and writes none. */
  static async attach(
    driver: Driver,
    lifetime: DriverLifetime,
    surroundings: BoardSurroundings,
  ): Promise<AttachedBoard> {
    const { hk: _, ...known } = await driver.state();
    return new AttachedBoard(driver, lifetime, { ...known, scope: withoutState(known.scope) }, surroundings);
  }

  /** The settings as last read back, in the driver's units. */
  get known(): DriverSettings {
    return this.#known;
  }

  /**
   * Begins to read modules. What it returns takes notice of the settings that were read, and tells them if they are new:
   * something else than a command has changed them, or a command that failed. A module that a command has changed
   * meanwhile was read too early; then the settings that the command has read back are answered.
   */
  reading(): <M extends SettingsModule>(module: M, settings: DriverSettings[M]) => WireSettings[M] {
    const revisions = new Map(this.#revisions);
    return (module, settings) => {
      if (this.#revisions.get(module) === revisions.get(module)) return this.#notice(module, settings, null);
      return onWire[module](this.#known[module], this.scale);
    };
  }

  /** A command that passes reads is about to change a module: what they read is not to be relied on. */
  changing(module: SettingsModule): void {
    this.#revisions.set(module, (this.#revisions.get(module) ?? 0) + 1);
  }

  /** Takes notice of settings that were read back after a command wrote some, and tells them if they are new. */
  changed<M extends SettingsModule>(
    module: M,
    settings: DriverSettings[M],
    context: CommandContext,
  ): WireSettings[M] {
    this.changing(module);
    return this.#notice(module, settings, context.number);
  }

  /** Number of the last command that has switched the outputs off; 0 if none has. */
  get switchedOff(): number {
    return this.#switchedOff;
  }

  /** The outputs are about to be switched off: commands that came before shall not switch them on again. */
  switchingOff({ number }: CommandContext): void {
    this.#switchedOff = Math.max(this.#switchedOff, number);
    for (const module of DRIVING_MODULES) this.changing(module);
  }

  /** Takes notice that a module was disconnected from both outputs. */
  disconnected(module: DrivingModule, context: CommandContext): void {
    this.changed(module, { ...this.#known[module], output_direct: 'off' }, context);
  }

  /**
   * Runs a setup of a module about which no register tells everything, and remembers what it has set. What is about to
   * change is forgotten on disk before.
   */
  async remembering<T>(module: RememberedModule, changes: boolean, run: () => Promise<T>): Promise<T> {
    const { memory } = this.#surroundings;
    if (changes) await memory.forget(module);
    try {
      return await run();
    } finally {
      // Of a board that is lost nobody knows what was set.
      if (this.#lifetime.end === null) memory.remember(module, this.driver);
    }
  }

  /** Runs what waits for the board: it can be stopped by the command's signal, and ends at once when the board is lost. */
  async wait<T>(context: WaitContext, run: (wait: Wait) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const pass = (): void => stop.abort(context.signal.reason);
    context.signal.addEventListener('abort', pass, { once: true });
    this.#waits.add(stop);
    let latest: WaitState | null = null;
    try {
      return await run({
        signal: stop.signal,
        onWaiting: (state) => {
          latest = state;
          context.waiting(() => describeWait(latest ?? state, (signal) => this.scale.factor(signal)));
        },
      });
    } catch (error) {
      throw this.#waitError(error, latest !== null);
    } finally {
      context.working();
      this.#waits.delete(stop);
      context.signal.removeEventListener('abort', pass);
    }
  }

  #notice<M extends SettingsModule>(
    module: M,
    settings: DriverSettings[M],
    number: number | null,
  ): WireSettings[M] {
    const before = onWire[module](this.#known[module], this.scale);
    this.#known[module] = settings;
    const after = onWire[module](settings, this.scale);
    // A read that told what moves by itself would be told at every poll, to clients that may read at every change.
    const differ =
      number === null
        ? stillText(before) !== stillText(after)
        : JSON.stringify(before) !== JSON.stringify(after);
    if (differ) this.#surroundings.onChange(new Map([[module, { ...after }]]), number);
    return after;
  }

  #waitError(error: unknown, hasWaited: boolean): unknown {
    const lost = this.#lifetime.end;
    if (hasWaited && lost !== null) return boardLost(lost);
    return error instanceof WaitAbortedError ? error.cause : error;
  }

  #stopWaits(end: Error): void {
    for (const wait of this.#waits) wait.abort(boardLost(end));
  }
}

/** What settings are compared by, without what moves by itself. */
function stillText(settings: object): string {
  return JSON.stringify(settings, (key, value: unknown) => (MOVING_VALUES.has(key) ? undefined : value));
}

/** Before a command waits, all that it writes was acknowledged. */
function boardLost(end: Error): CommandError {
  return new CommandError(
    'board_fault',
    `${end.message} The command was waiting; what it writes was written before, but the scope may still be armed.`,
    { effect: 'done', cause: end },
  );
}
