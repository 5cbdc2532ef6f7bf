import { type CommandResult, SETTINGS_MODULES, type SettingsModule } from '@pyrpl-mux/client';
import type { ModulesSettings } from './module-settings.ts';

/** A setting that is not as it was saved. */
export type Difference = CommandResult<'state_compare'>['differences'][number];

/** A setting of which nobody can tell, and why. */
export type NotKnown = CommandResult<'state_compare'>['unknown'][number];

/** What a saved state and the present settings have to do with each other. */
export interface Comparison {
  readonly differences: readonly Difference[];
  readonly unknown: readonly NotKnown[];
}

/** Whether two values that travel as JSON are the same. Numbers were read back from the board's grid, so exactly. */
export function isSame(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
}

/** Why a saved value can't be compared or written; null if it can. */
function whyUnknown(setting: string, saved: unknown): string | null {
  if (saved === undefined) return 'The state does not hold it.';
  if (saved === null) return 'It was not known when the state was saved, for no register tells it.';
  if (setting === 'waveform' && saved === 'custom')
    return 'It was an own waveform, whose values no register tells: give data again.';
  return null;
}

/** Compares some modules, or all. */
export function compareStates(
  saved: ModulesSettings,
  now: ModulesSettings,
  modules: readonly SettingsModule[] = SETTINGS_MODULES,
): Comparison {
  const differences: Difference[] = [];
  const unknown: NotKnown[] = [];
  for (const module of modules) {
    const before = new Map(Object.entries(saved[module] ?? {}));
    const present = new Map(Object.entries(now[module] ?? {}));
    for (const [setting, value] of present) {
      const wanted = before.get(setting);
      const why = whyUnknown(setting, wanted);
      if (why !== null) unknown.push({ module, setting, why });
      else if (!isSame(wanted, value)) differences.push({ module, setting, saved: wanted, now: value });
    }
    for (const setting of before.keys())
      if (!present.has(setting))
        unknown.push({ module, setting, why: 'This worker knows no such setting of the module.' });
  }
  return { differences, unknown };
}
