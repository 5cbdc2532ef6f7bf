import type { SettingsModule } from '@pyrpl-mux/client';
import { kindOf, type Settings } from './module-settings.ts';

/**
 * The order in which settings are written. All modules pass a stage before any enters the next, so whatever one module
 * feeds another, no output is driven harder in between than before the first stage or after the last one:
 *
 * 1. `disconnect`: outputs that are not to be driven.
 * 2. `lower`: gains, amplitudes, offsets and limits that become smaller in size; what is switched off or paused.
 * 3. `change`: what has no size: signals, filters, frequencies, waveforms.
 * 4. `raise`: what becomes larger; what is switched on or goes on.
 * 5. `connect`: outputs, and triggers of generators.
 */
export const STAGES = ['disconnect', 'lower', 'change', 'raise', 'connect'] as const;

/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number];

/** What is written of one module in each stage; empty where nothing is. */
export type StagedSettings = Readonly<Record<Stage, Settings>>;

type Staged = Record<Stage, Record<string, unknown>>;

/** What a setting is after the last stage. */
type After = (setting: string) => unknown;

/** Settings whose size counts. One that changes its sign is 0 in between: the wrong sign makes a lock run away. */
const SIZES: ReadonlySet<string> = new Set([
  'asg.amplitude',
  'asg.offset',
  'pid.p',
  'pid.i',
  'iq.amplitude',
  'iq.gain',
  'iq.quadrature_factor',
]);

/** Settings that are switches: `lower` switches them off, `raise` on. */
const SWITCHES: ReadonlySet<string> = new Set(['iir.on', 'iir.bypass']);

/** What a filter is made of. */
const DESIGN = ['zeros', 'poles', 'gain', 'loops'] as const;

/**
 * What makes an output of an input. It is 0 while the input changes: neither does a new signal meet an old setpoint, nor
 * do modules of which some listen as before and some as after make a loop that was in neither state.
 */
const AMPLIFYING: ReadonlyMap<string, readonly string[]> = new Map([
  ['pid', ['p', 'i']],
  ['iq', ['gain', 'quadrature_factor']],
]);

/** What must be written along with other settings, because these decide what its value means. */
const COMPANIONS: readonly {
  readonly kind: string;
  readonly of: readonly string[];
  readonly companions: readonly string[];
}[] = [
  // Volts at the connector of the input.
  { kind: 'pid', of: ['input'], companions: ['setpoint'] },
  { kind: 'trig', of: ['input'], companions: ['threshold', 'hysteresis'] },
  { kind: 'scope', of: ['input1', 'input2', 'trigger_source'], companions: ['threshold', 'hysteresis'] },
  // On a grid that the decimation makes.
  { kind: 'scope', of: ['decimation', 'trigger_source'], companions: ['trigger_delay'] },
  // One design.
  { kind: 'iir', of: DESIGN, companions: DESIGN },
];

const LINES = { off: 0, out1: 1, out2: 2, both: 3 } as const;
const LINE_NAMES = ['off', 'out1', 'out2', 'both'] as const;

const PAUSES = { off: 0, i: 1, p: 2, pi: 3 } as const;
const PAUSE_NAMES = ['off', 'i', 'p', 'pi'] as const;

function codeOf<Names extends string>(codes: Readonly<Record<Names, number>>, name: unknown): number {
  return new Map<unknown, number>(Object.entries(codes)).get(name) ?? 0;
}

/** The outputs that are driven both before and after. */
function commonOutput(one: unknown, other: unknown): string {
  return LINE_NAMES[codeOf(LINES, one) & codeOf(LINES, other)] ?? 'off';
}

function size(value: unknown): number {
  return typeof value === 'number' ? Math.abs(value) : 0;
}

/** What is no larger than either of two values, on the way from one to the other. */
function between(from: unknown, to: unknown): unknown {
  if (typeof from !== 'number' || typeof to !== 'number') return from;
  if (Math.sign(from) !== Math.sign(to)) return 0;
  return Math.abs(to) < Math.abs(from) ? to : from;
}

/**
 * Divides what is to be written of a module into stages.
 *
 * @param now its settings as they are
 * @param saved its settings as saved, without those that can't be restored
 * @param wanted names of the settings that are to become as saved
 */
export function stagedSettings(
  module: SettingsModule,
  now: Settings,
  saved: Settings,
  wanted: ReadonlySet<string>,
): StagedSettings {
  const kind = kindOf(module);
  const staged: Staged = { disconnect: {}, lower: {}, change: {}, raise: {}, connect: {} };
  for (const setting of wanted) stage(kind, setting, now[setting], saved[setting], staged);
  for (const { kind: of, of: deciding, companions } of COMPANIONS) {
    if (of !== kind || !deciding.some((setting) => setting in staged.change)) continue;
    for (const setting of companions) if (setting in saved) staged.change[setting] = saved[setting];
  }
  const after = (setting: string): unknown => (wanted.has(setting) ? saved : now)[setting];
  if ('input' in staged.change) silence(AMPLIFYING.get(kind) ?? [], now, after, staged);
  if (kind === 'pid') stageLimits(now, wanted, after, staged);
  if (kind === 'asg') keepAmplitude(now, after, staged);
  if (kind === 'iir') emptyFilter(now, after, staged);
  return staged;
}

function stage(kind: string, setting: string, from: unknown, to: unknown, staged: Staged): void {
  const key = `${kind}.${setting}`;
  if (setting === 'output_direct') {
    const common = commonOutput(from, to);
    if (common !== from) staged.disconnect[setting] = common;
    if (common !== to) staged.connect[setting] = to;
  } else if (kind === 'pwm') {
    staged[to === 'off' ? 'disconnect' : 'connect'][setting] = to;
  } else if (key === 'asg.trigger_source') {
    staged.connect[setting] = to;
  } else if (key === 'pid.pause') {
    const both = PAUSE_NAMES[codeOf(PAUSES, from) | codeOf(PAUSES, to)] ?? 'pi';
    if (both !== from) staged.lower[setting] = both;
    if (both !== to) staged.raise[setting] = to;
  } else if (SWITCHES.has(key)) {
    staged[to === true ? 'raise' : 'lower'][setting] = to;
  } else if (key === 'trig.trigger_source' && to === 'off') {
    staged.lower[setting] = to;
  } else if (SIZES.has(key)) {
    const least = between(from, to);
    if (least !== from) staged.lower[setting] = least;
    if (least !== to) staged.raise[setting] = to;
  } else if (!(kind === 'pid' && setting.endsWith('_voltage'))) {
    // A list of bandwidths that are all off is read back as an empty one.
    staged.change[setting] = key === 'iq.bandwidth' && isEmpty(to) ? [0] : to;
  }
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** Gains are 0 from `lower` to `raise`. */
function silence(gains: readonly string[], now: Settings, after: After, staged: Staged): void {
  for (const gain of gains) {
    if (now[gain] !== 0) staged.lower[gain] = 0;
    if (after(gain) !== 0) staged.raise[gain] = after(gain);
  }
}

/** The limits of a controller first become those within both, as long as these exist, and then the saved ones. */
function stageLimits(now: Settings, wanted: ReadonlySet<string>, after: After, staged: Staged): void {
  const both = (name: string): number[] =>
    [now[name], after(name)].filter((limit) => typeof limit === 'number');
  const [lows, highs] = [both('min_voltage'), both('max_voltage')];
  const inner = { min_voltage: Math.max(...lows), max_voltage: Math.min(...highs) };
  // What is no number is written as it is, for the command to refuse.
  const apart = lows.length + highs.length < 4 || inner.min_voltage > inner.max_voltage;
  for (const name of ['min_voltage', 'max_voltage'] as const)
    if (wanted.has(name))
      staged[apart ? 'change' : inner[name] === after(name) ? 'lower' : 'raise'][name] = after(name);
}

/** With a new waveform comes the smaller of both amplitudes: to and from noise, its scale is another one. */
function keepAmplitude(now: Settings, after: After, staged: Staged): void {
  if ('waveform' in staged.change)
    staged.change['amplitude'] = Math.min(size(now['amplitude']), size(after('amplitude')));
}

/** A filter that becomes another one, or listens to another signal, is off meanwhile. */
function emptyFilter(now: Settings, after: After, staged: Staged): void {
  if (now['on'] !== true || !['input', ...DESIGN].some((setting) => setting in staged.change)) return;
  staged.lower['on'] = false;
  if (after('on') !== false) staged.raise['on'] = true;
}
