import { SETTINGS_MODULES, type SettingsModule } from '@pyrpl-mux/client';
import { compareStates, type NotKnown } from './comparison.ts';
import { doubtfulSettings } from './doubtful-settings.ts';
import type { ModulesSettings, Settings } from './module-settings.ts';
import { STAGES, type StagedSettings, stagedSettings } from './write-order.ts';

/** Settings of one module that are written at once. */
export interface RestoreStep {
  readonly module: SettingsModule;
  readonly settings: Settings;
}

/** What a restore writes, in this order, and what it leaves. */
export interface RestorePlan {
  readonly steps: readonly RestoreStep[];
  readonly left: readonly NotKnown[];
}

/** Generators start when whatever listens to them is as it shall be. */
const ORDER: readonly SettingsModule[] = SETTINGS_MODULES.toSorted(
  (one, other) => Number(one.startsWith('asg')) - Number(other.startsWith('asg')),
);

/**
 * Plans the writes that make of the present settings the saved ones.
 *
 * @param modules those that are restored
 */
export function planRestore(
  saved: ModulesSettings,
  now: ModulesSettings,
  modules: readonly SettingsModule[],
): RestorePlan {
  const chosen = ORDER.filter((each) => modules.includes(each));
  const { differences, unknown } = compareStates(saved, now, chosen);
  const left = [...unknown];
  const staged = new Map<SettingsModule, StagedSettings>();
  for (const module of chosen) {
    const wanted = new Set(
      differences.filter((difference) => difference.module === module).map(({ setting }) => setting),
    );
    const [before, present] = [saved[module] ?? {}, now[module] ?? {}];
    const doubtful = doubtfulSettings(module, before, present, wanted);
    for (const [setting, why] of doubtful) {
      wanted.delete(setting);
      left.push({ module, setting, why });
    }
    const unwritten = new Set(left.filter((each) => each.module === module).map(({ setting }) => setting));
    const known = Object.fromEntries(Object.entries(before).filter(([setting]) => !unwritten.has(setting)));
    staged.set(module, stagedSettings(module, present, known, wanted));
  }
  const steps = STAGES.flatMap((stage) =>
    [...staged].map(([module, settings]) => ({ module, settings: settings[stage] })),
  ).filter(({ settings }) => Object.keys(settings).length > 0);
  return { steps, left };
}
