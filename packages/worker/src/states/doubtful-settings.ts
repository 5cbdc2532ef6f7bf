import type { SettingsModule } from '@pyrpl-mux/client';
import { isSame } from './comparison.ts';
import { kindOf, type Settings } from './module-settings.ts';

/** What goes to an output, of modules about which no register tells it. */
interface Source {
  readonly settings: readonly string[];
  /** What means nothing without the source. */
  readonly parts: readonly string[];
  /** Whether a setting, on its way between two values, lets more of the source go to an output. */
  readonly rouses: ReadonlyMap<string, (to: unknown, from: unknown) => boolean>;
  readonly why: string;
}

const connects = (to: unknown, from: unknown): boolean => to !== 'off' && from !== 'both';

const SOURCES: ReadonlyMap<string, Source> = new Map([
  [
    'asg',
    {
      settings: ['waveform'],
      parts: [],
      rouses: new Map([
        ['output_direct', connects],
        ['amplitude', (to: unknown, from: unknown) => Number(to) > Number(from)],
        ['trigger_source', (to: unknown) => to !== 'off'],
      ]),
      why: 'The waveform as saved is not known, so another one would go to the output, or be driven harder: give the waveform, then this.',
    },
  ],
  [
    'iir',
    {
      settings: ['zeros', 'poles', 'gain'],
      parts: ['zeros', 'poles', 'gain', 'loops'],
      rouses: new Map([
        ['output_direct', connects],
        ['on', (to: unknown) => to === true],
        ['bypass', (to: unknown) => to === false],
      ]),
      why: 'Zeros, poles and gain as saved are not known, so another filter would go to the output: give them, then this.',
    },
  ],
]);

/**
 * Settings that can't be restored because of others that can't be: what would drive an output, or drive it harder, with a
 * waveform or a filter that need not be the saved one.
 *
 * @param wanted names of the settings that differ
 * @returns why, by their names
 */
export function doubtfulSettings(
  module: SettingsModule,
  saved: Settings,
  now: Settings,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const doubtful = new Map<string, string>();
  const source = SOURCES.get(kindOf(module));
  if (source === undefined || source.settings.every((name) => isKnown(saved[name]))) return doubtful;
  const { settings, parts, rouses, why } = source;
  for (const part of parts)
    if (wanted.has(part))
      doubtful.set(part, `It belongs to ${settings.join(', ')}, which are not all known.`);
  if (settings.every((name) => saved[name] !== 'custom' && isSame(saved[name], now[name]))) return doubtful;
  for (const [setting, isRoused] of rouses)
    if (wanted.has(setting) && isRoused(saved[setting], now[setting])) doubtful.set(setting, why);
  return doubtful;
}

function isKnown(value: unknown): boolean {
  return value !== null && value !== undefined && value !== 'custom';
}
