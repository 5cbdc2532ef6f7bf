/** Units that a spectrum is shown in: dB relative to 1 V rms, or spectral density of noise. */
export const SPECTRUM_UNITS = ['dBV', 'V/√Hz'] as const;

/** One of {@link SPECTRUM_UNITS}. */
export type SpectrumUnit = (typeof SPECTRUM_UNITS)[number];

/** How far below its median a spectrum is shown: single bins of noise go far down, and would make the picture jump. */
const BELOW_MEDIAN = { dBV: 30, 'V/√Hz': 1.5 } as const;

/** What stands for no power at all, or is close to it. */
const NOTHING = { dBV: -239, 'V/√Hz': -14.9 } as const;

/** What the ends of the axis are multiples of: dB, or decades. */
const STEP = { dBV: 20, 'V/√Hz': 1 } as const;

/**
 * Where the axis of a spectrum begins and ends.
 *
 * @param spectra - levels in dBV, or densities in V/sqrt(Hz)
 */
export function spectrumRange(
  spectra: readonly Float64Array[],
  unit: SpectrumUnit,
): readonly [number, number] {
  const scaled = spectra.map((levels) =>
    unit === 'dBV' ? levels : levels.map((density) => Math.log10(Math.max(density, 1e-15))),
  );
  // A channel with nothing on it would only squeeze the other.
  const present = scaled.filter((levels) => levels.some((level) => level > NOTHING[unit]));
  if (present.length === 0) return unit === 'dBV' ? [-160, 0] : [1e-9, 1e-1];
  const medians = present.map((levels) => levels.toSorted()[Math.floor(levels.length / 2)] ?? 0);
  const top = Math.max(...present.map((levels) => levels.reduce((most, level) => Math.max(most, level))));
  const step = STEP[unit];
  const high = step * Math.ceil(top / step + 0.1) + 0;
  const low = Math.min(
    step * Math.floor((Math.min(...medians) - BELOW_MEDIAN[unit]) / step),
    high - 2 * step,
  );
  return unit === 'dBV' ? [low, high] : [10 ** low, 10 ** high];
}
