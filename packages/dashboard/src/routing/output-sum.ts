import { DRIVING_MODULES, type ModuleSettings } from '@pyrpl-mux/client';
import type { BoardSnapshot } from '../board/board-snapshot.ts';
import { swing } from '../generators/period.ts';
import { type Driver, drives, type OutputName } from '../outputs/output-drive.ts';

/** Least and most that something can be [V]. */
export interface Reach {
  readonly low: number;
  readonly high: number;
}

/** What one module adds to an output. */
export interface Contribution extends Reach {
  readonly module: Driver;
  /** What the module gives whatever its input is; less than its reach where the rest depends on the input. */
  readonly sure: Reach;
  /** Where the numbers come from. */
  readonly basis: string;
}

/**
 * Whether an output can be clipped.
 *
 * - `within`: whatever happens, the sum stays within 1 V.
 * - `reaches`: the sum can come to 1 V, and no further.
 * - `depends`: beyond 1 V only if a demodulated signal is large enough.
 * - `beyond`: the settings allow more than 1 V.
 */
export type Verdict = 'beyond' | 'depends' | 'reaches' | 'within';

/** The sum in front of an output. */
export interface OutputSum extends Reach {
  readonly output: OutputName;
  readonly contributions: readonly Contribution[];
  /** What is left up to 1 V [V]; negative by what is too much. */
  readonly headroom: number;
  readonly verdict: Verdict;
}

/** Full scale of an output [V]. */
const FULL_SCALE = 1;

/** One code of the converter [V]: differences below it are none. */
const CODE = 1 / 8192;

/** Where the numbers of a generator come from, for other waveforms than most. */
const ASG_BASES: ReadonlyMap<ModuleSettings['asg0']['waveform'], string> = new Map([
  ['dc', 'offset'],
  ['noise', '4 × amplitude (rms), and offset'],
]);

const FULL: Reach = { low: -FULL_SCALE, high: FULL_SCALE };
const NOTHING: Reach = { low: 0, high: 0 };

/**
 * The sum in front of an output, and how much of the output's range it can use. The direct outputs of all modules that
 * are connected are added in 18 bits and then clipped to 14 (red_pitaya_dsp.v), each having been clipped to 1 V before.
 */
export function outputSum(snapshot: BoardSnapshot, output: OutputName): OutputSum {
  const contributions = DRIVING_MODULES.flatMap((module) => {
    const contribution = drives(snapshot[module]?.output_direct ?? 'off', output)
      ? contributionOf(snapshot, module)
      : null;
    return contribution === null ? [] : [contribution];
  });
  const all = sumOf(contributions);
  const headroom = headroomOf(all);
  return { output, contributions, ...all, headroom, verdict: verdictOf(headroom, contributions) };
}

/** What a module can add to the outputs that it drives; null where its settings are not known. */
export function contributionOf(snapshot: BoardSnapshot, module: Driver): Contribution | null {
  switch (module) {
    case 'asg0':
    case 'asg1':
      return known(module, snapshot[module], asgReach);
    case 'pid0':
    case 'pid1':
    case 'pid2':
      return known(module, snapshot[module], pidReach);
    case 'iq0':
    case 'iq1':
    case 'iq2':
      return known(module, snapshot[module], iqReach);
    case 'iir':
      return known(module, snapshot[module], iirReach);
    case 'trig':
      return known(module, snapshot[module], trigReach);
  }
}

type Estimate = Reach & { readonly basis: string; readonly sure?: Reach };

function known<Settings>(
  module: Driver,
  settings: Settings | null,
  estimate: (settings: Settings) => Estimate,
): Contribution | null {
  if (settings === null) return null;
  const { low, high, basis, sure = { low, high } } = estimate(settings);
  return { module, low, high, basis, sure };
}

function asgReach(settings: ModuleSettings['asg0']): Estimate {
  const { waveform, offset } = settings;
  const most = swing(settings);
  return {
    ...clipped({ low: offset - most, high: offset + most }),
    basis: ASG_BASES.get(waveform) ?? 'amplitude and offset',
  };
}

function pidReach({ p, i, integrator, min_voltage, max_voltage }: ModuleSettings['pid0']): Estimate {
  if (p !== 0 || i !== 0) return { low: min_voltage, high: max_voltage, basis: 'its limits' };
  const held = Math.min(max_voltage, Math.max(min_voltage, integrator));
  return { low: held, high: held, basis: 'its integrator, which stands still (no gain)' };
}

function iqReach({ amplitude, gain }: ModuleSettings['iq0']): Estimate {
  const sure = clipped({ low: -Math.abs(amplitude), high: Math.abs(amplitude) });
  return gain === 0
    ? { ...sure, basis: 'amplitude' }
    : { ...FULL, sure, basis: 'amplitude, and gain × what is demodulated' };
}

function iirReach({ on, bypass }: ModuleSettings['iir']): Estimate {
  return on || bypass ? { ...FULL, basis: 'full scale' } : { ...NOTHING, basis: 'the filter is off' };
}

function trigReach({ output_signal, phase_abs }: ModuleSettings['trig']): Estimate {
  return output_signal === 'TTL' || phase_abs
    ? { low: 0, high: FULL_SCALE, basis: 'full scale' }
    : { ...FULL, basis: 'full scale' };
}

function clipped({ low, high }: Reach): Reach {
  const clip = (value: number): number => Math.min(FULL_SCALE, Math.max(-FULL_SCALE, value));
  return { low: clip(low), high: clip(high) };
}

function sumOf(parts: readonly Reach[]): Reach {
  return {
    low: parts.reduce((sum, { low }) => sum + low, 0),
    high: parts.reduce((sum, { high }) => sum + high, 0),
  };
}

function headroomOf({ low, high }: Reach): number {
  return FULL_SCALE - Math.max(-low, high);
}

function verdictOf(headroom: number, contributions: readonly Contribution[]): Verdict {
  if (headroom > CODE) return 'within';
  if (headroom >= -CODE) return 'reaches';
  return headroomOf(sumOf(contributions.map(({ sure }) => sure))) < -CODE ? 'beyond' : 'depends';
}
