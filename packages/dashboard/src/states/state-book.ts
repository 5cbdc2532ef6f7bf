import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { CommandError, type CommandParams, type CommandResult } from '@pyrpl-mux/client';
import type { BoardSettings } from '../board/board-settings.ts';
import { type BoardSnapshot, snapshotOf } from '../board/board-snapshot.ts';
import type { Notices } from '../notices/notices.ts';
import type { WorkerLink } from '../worker-link/worker-link.ts';

/** The saved states of a board. */
export type StateList = CommandResult<'state_list'>;

/** What differs between a state and the board. */
export type Comparison = CommandResult<'state_compare'>;

/** What a restore writes, or would write. */
export type Restore = CommandResult<'state_restore'>;

/** A module whose settings a state holds. */
export type StateModule = Comparison['differences'][number]['module'];

interface RestoreParams {
  readonly name: string;
  readonly modules: StateModule[];
}

/** What {@link StateBook} works with. */
export interface StateBookOptions {
  readonly link: WorkerLink;
  readonly board: BoardSettings;
  readonly notices: Notices;
}

/** The saved states: their list, and one of them beside the board as it is now. */
export class StateBook {
  readonly #options: StateBookOptions;
  readonly #list = signal<StateList | null>(null);
  readonly #problem = signal<string | null>(null);
  readonly #comparison = signal<Comparison | null>(null);
  readonly #comparedWith = signal<BoardSnapshot | null>(null);
  readonly #left = signal<ReadonlySet<StateModule>>(new Set());
  readonly #preview = signal<Restore | null>(null);
  readonly #busy = signal(false);

  /** Null before the first answer. */
  readonly list: ReadonlySignal<StateList | null> = this.#list;
  /** Why the list could not be read the last time, as a sentence; null if it could. */
  readonly problem: ReadonlySignal<string | null> = this.#problem;
  /** The chosen state, compared with the board as it was then; null where none is chosen. */
  readonly comparison: ReadonlySignal<Comparison | null> = this.#comparison;
  /** Modules that a restore leaves as they are, for the user unticked them. */
  readonly leftOut: ReadonlySignal<ReadonlySet<StateModule>> = this.#left;
  /** What restoring would write; null before it was asked. */
  readonly preview: ReadonlySignal<Restore | null> = this.#preview;
  /** Whether a command about states is on its way. */
  readonly busy: ReadonlySignal<boolean> = this.#busy;
  /** Whether anybody has changed the board since the comparison. */
  readonly outdated: ReadonlySignal<boolean>;
  /** Modules that differ, in the order of the comparison. */
  readonly modules: ReadonlySignal<readonly StateModule[]> = computed(() => [
    ...new Set(this.#comparison.value?.differences.map(({ module }) => module)),
  ]);

  constructor(options: StateBookOptions) {
    this.#options = options;
    this.outdated = computed(() => {
      const then = this.#comparedWith.value;
      return then !== null && differs(then, snapshotOf(options.board));
    });
  }

  /** Reads the list again. */
  async refresh(): Promise<void> {
    try {
      this.#list.value = await this.#options.link.command('state_list', {});
      this.#problem.value = null;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.#problem.value = error.message;
    }
  }

  /** @returns whether it was saved */
  async save(params: CommandParams<'state_save'>): Promise<boolean> {
    const { link, notices } = this.#options;
    let done = false;
    await this.#while(async () => {
      const saved = await link.steer('state_save', params);
      if (saved === undefined) return;
      done = true;
      notices.done(`Saved as “${saved.name}” in ${saved.file}.`);
      await this.refresh();
    });
    return done;
  }

  /** Compares a state with the board as it is now. */
  async choose(name: string): Promise<void> {
    await this.#while(async () => {
      const { link, board } = this.#options;
      const comparison = await link.steer('state_compare', { name });
      if (comparison === undefined) return;
      batch(() => {
        if (this.#comparison.value?.name !== name) this.#left.value = new Set();
        this.#comparison.value = comparison;
        this.#comparedWith.value = snapshotOf(board);
        this.#preview.value = null;
      });
    });
  }

  /** Puts the chosen state away. */
  close(): void {
    batch(() => {
      this.#comparison.value = null;
      this.#comparedWith.value = null;
      this.#preview.value = null;
    });
  }

  /** Ticks or unticks a module. */
  include(module: StateModule, included: boolean): void {
    const left = new Set(this.#left.value);
    if (included) left.delete(module);
    else left.add(module);
    batch(() => {
      this.#left.value = left;
      this.#preview.value = null;
    });
  }

  /** Asks what restoring the ticked modules would write. */
  async look(): Promise<void> {
    await this.#while(async () => {
      const params = this.#restoreParams();
      if (params === null) return;
      this.#preview.value =
        (await this.#options.link.steer('state_restore', { ...params, dry_run: true })) ?? null;
    });
  }

  /** Restores the ticked modules, unless that would write something else by now than the preview shows. */
  async restore(): Promise<void> {
    const params = this.#restoreParams();
    const shown = this.#preview.value;
    if (params === null || shown === null) return;
    let restored: Restore | undefined;
    await this.#while(async () => {
      const { link, notices } = this.#options;
      if (!(await this.#isStill(shown, params))) return;
      restored = await link.steer('state_restore', params);
      if (restored !== undefined) notices.done(restoredSentence(restored));
    });
    if (restored !== undefined) await this.choose(params.name);
  }

  /** Whether a restore would write what is shown; if not, it is said, and what it would write is shown. */
  async #isStill(shown: Restore, params: RestoreParams): Promise<boolean> {
    const { link, notices } = this.#options;
    try {
      const now = await link.command('state_restore', { ...params, dry_run: true });
      if (writes(now) === writes(shown)) return true;
      this.#preview.value = now;
      notices.error(
        `What restoring “${params.name}” would write has changed since it was shown. Nothing was written; look at it, and restore again.`,
      );
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      notices.error(error.message);
    }
    return false;
  }

  #restoreParams(): RestoreParams | null {
    const comparison = this.#comparison.value;
    const modules = this.modules.value.filter((module) => !this.#left.value.has(module));
    return comparison === null || modules.length === 0 ? null : { name: comparison.name, modules };
  }

  async #while(work: () => Promise<void>): Promise<void> {
    if (this.#busy.value) return;
    this.#busy.value = true;
    try {
      await work();
    } finally {
      this.#busy.value = false;
    }
  }
}

/** Both have the modules in the same order; settings that were read again are other objects. */
function differs(one: BoardSnapshot, other: BoardSnapshot): boolean {
  const others = Object.values(other);
  return Object.values(one).some((settings, index) => settings !== others[index]);
}

/** What is written where, to be compared. */
function writes({ changes }: Restore): string {
  return JSON.stringify(changes.map(({ module, setting, to }) => [module, setting, to]));
}

function restoredSentence({ name, changes, left }: Restore): string {
  const wrote = changes.length === 1 ? '1 setting was written' : `${changes.length} settings were written`;
  return `“${name}” is restored: ${wrote}${left.length === 0 ? '' : `, ${left.length} left as they are`}.`;
}
