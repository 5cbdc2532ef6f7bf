import { type ReadonlySignal, signal } from '@preact/signals';
import { type BoardChange, MOVING_VALUES } from '@pyrpl-mux/client';

/** Most changes that are kept; the oldest go first. */
const MOST = 100;

/** Milliseconds within which changes of the same settings by the same program are one: a knob is being turned. */
const ONE_TURN = 2000;

type Settings = Readonly<Record<string, unknown>>;

/** One setting that has another value. */
export interface SettingChange {
  readonly setting: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** A change of one module. */
export interface ModuleChange {
  /** Counts the changes. */
  readonly entry: number;
  /** Milliseconds since 1970. */
  readonly when: number;
  readonly module: string;
  /** Null for what no command has made: the board was found like this. */
  readonly by: BoardChange['by'];
  readonly settings: readonly SettingChange[];
  /** How many changes this is the sum of. */
  readonly times: number;
}

/** The settings in which two readings of a module differ. */
export function differences(before: Settings, after: Settings): SettingChange[] {
  return Object.entries(after).flatMap(([setting, to]) => {
    const from = before[setting];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ setting, from, to }];
  });
}

/** Without what has moved by itself, unless a command changed nothing else. */
function made(changes: readonly SettingChange[], by: BoardChange['by']): readonly SettingChange[] {
  const still = changes.filter(({ setting }) => !MOVING_VALUES.has(setting));
  return still.length > 0 || by === null ? still : changes;
}

/** The last changes of the board by anybody, newest first. */
export class ChangeFeed {
  readonly #changes = signal<readonly ModuleChange[]>([]);
  readonly #known = new Map<string, Settings>();
  readonly #now: () => number;
  #count = 0;

  readonly changes: ReadonlySignal<readonly ModuleChange[]> = this.#changes;

  /** @param now - milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes an event of the topic `board`. */
  take({ modules, by }: BoardChange): void {
    const when = this.#now();
    let changes = this.#changes.value;
    for (const [module, settings] of Object.entries<Settings>(modules)) {
      const before = this.#known.get(module);
      this.#known.set(module, settings);
      // Nobody knows what was before the first reading.
      const found = before === undefined ? [] : made(differences(before, settings), by);
      if (found.length === 0) continue;
      const [last, ...others] = changes;
      const change = { entry: ++this.#count, when, module, by, settings: found, times: 1 };
      const joined = last === undefined ? null : join(last, change);
      changes = joined === null ? [change, ...changes].slice(0, MOST) : [joined, ...others];
    }
    this.#changes.value = changes;
  }

  /** Forgets them; what the board has stays known. */
  clear(): void {
    this.#changes.value = [];
  }
}

/** Both as one change, if the same program did the same again at once; else null. */
function join(last: ModuleChange, next: ModuleChange): ModuleChange | null {
  const isSame =
    last.module === next.module &&
    last.by?.session === next.by?.session &&
    last.by?.command === next.by?.command &&
    next.when - last.when <= ONE_TURN &&
    last.settings.map(({ setting }) => setting).join() === next.settings.map(({ setting }) => setting).join();
  if (!isSame) return null;
  const from = new Map(last.settings.map((change) => [change.setting, change.from]));
  const settings = next.settings.map((change) => ({ ...change, from: from.get(change.setting) }));
  return { ...next, entry: last.entry, settings, times: last.times + 1 };
}
