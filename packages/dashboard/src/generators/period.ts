import type { ModuleSettings } from '@pyrpl-mux/client';

/** Settings that shape one period of a generator. */
export type PeriodSettings = Pick<ModuleSettings['asg0'], 'amplitude' | 'offset' | 'waveform'>;

type Drawn = Exclude<PeriodSettings['waveform'], 'custom' | 'noise' | null>;

/** Peak over amplitude of noise: its amplitude is its rms, and no value of the table is beyond 4 standard deviations. */
const NOISE_CREST = 4;

/** Corners are exact at these fractions of a period. */
const POINTS = 96;

const SHAPES: Readonly<Record<Drawn, (x: number) => number>> = {
  sin: (x) => Math.sin(2 * Math.PI * x),
  cos: (x) => Math.cos(2 * Math.PI * x),
  ramp: (x) => (x < 0.5 ? 4 * x - 1 : 3 - 4 * x),
  halframp: (x) => 2 * x - 1,
  square: (x) => (x < 0.5 ? 1 : -1),
  dc: () => 0,
};

/**
 * One period of a generator before the output limits it, at evenly spaced times.
 *
 * @returns volts; null where the shape is not known or has no period
 */
export function period({ waveform, amplitude, offset }: PeriodSettings): readonly number[] | null {
  if (waveform === null || waveform === 'custom' || waveform === 'noise') return null;
  const shape = SHAPES[waveform];
  return Array.from({ length: POINTS }, (_, index) => offset + amplitude * shape(index / POINTS));
}

/** How far a generator swings to either side of its offset [V]; a waveform of someone's own, at most. */
export function swing({ waveform, amplitude }: Pick<PeriodSettings, 'amplitude' | 'waveform'>): number {
  if (waveform === 'dc') return 0;
  return waveform === 'noise' ? NOISE_CREST * amplitude : amplitude;
}

/** Largest voltage that a generator asks of its output [V]; of a waveform of someone's own, the largest it may ask. */
export function peak(settings: PeriodSettings): number {
  return swing(settings) + Math.abs(settings.offset);
}
