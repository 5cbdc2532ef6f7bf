import { SETTINGS_MODULES, type SettingsModule } from '@pyrpl-mux/client';
import { compareStates, isSame, type NotKnown } from './comparison.ts';
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

/** Zeros, poles and gain of the filter, without which its loops mean nothing. */
const DESIGN = ['zeros', 'poles', 'gain'] as const;

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
  const { differences, unknown } = compareStates(saved, now, modules);
  const left = [...unknown];
  const staged = new Map<SettingsModule, StagedSettings>();
  for (const module of ORDER.filter((each) => modules.includes(each))) {
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

/**
 * Differing settings that are left because of others that can't be restored: what would drive an output with a waveform or
 * a filter that need not be the saved one.
 */
function doubtfulSettings(
  module: SettingsModule,
  saved: Settings,
  now: Settings,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const doubtful = new Map<string, string>();
  if (module === 'iir') {
    if (isKnown(saved['zeros'])) return doubtful;
    if (wanted.has('loops')) doubtful.set('loops', 'It belongs to zeros and poles that no register tells.');
    if (DESIGN.every((name) => isSame(saved[name], now[name]))) return doubtful;
    const why = 'Zeros and poles as saved are not known, so another filter would go to the output.';
    if (wanted.has('on') && saved['on'] === true) doubtful.set('on', why);
    if (connects(saved, now, wanted)) doubtful.set('output_direct', why);
  } else if (module.startsWith('asg')) {
    const waveform = saved['waveform'];
    if (isKnown(waveform) || (waveform !== 'custom' && isSame(waveform, now['waveform']))) return doubtful;
    if (connects(saved, now, wanted))
      doubtful.set(
        'output_direct',
        'The waveform as saved is not known, so another one would go to the output: give the waveform, then connect it.',
      );
  }
  return doubtful;
}

function isKnown(value: unknown): boolean {
  return value !== null && value !== undefined && value !== 'custom';
}

/** Whether restoring would connect an output that is not driven now. */
function connects(saved: Settings, now: Settings, wanted: ReadonlySet<string>): boolean {
  if (!wanted.has('output_direct') || saved['output_direct'] === 'off') return false;
  return !(now['output_direct'] === 'both');
}
