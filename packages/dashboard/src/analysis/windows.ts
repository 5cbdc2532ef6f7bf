/** Windows that a spectrum can be taken with. */
export const WINDOWS = ['hann', 'blackman-harris', 'flat-top', 'rectangular'] as const;

/** One of {@link WINDOWS}. */
export type WindowName = (typeof WINDOWS)[number];

/**
 * Coefficients c of the cosine sums w[j] = sum over k of c[k] cos(2 pi k j / N).
 *
 * G. Heinzel, A. Ruediger, R. Schilling, "Spectrum and spectral density estimation by the Discrete Fourier transform (DFT)"
 * (2002), appendix C and D; `blackman-harris` is the one of 4 terms and -92 dB (F. J. Harris, Proc. IEEE 66, 51, 1978),
 * `flat-top` is HFT90D, whose peaks are right within 0.004 dB wherever a tone stands between two bins.
 */
const COEFFICIENTS: { readonly [Name in WindowName]: readonly number[] } = {
  hann: [0.5, -0.5],
  'blackman-harris': [0.35875, -0.48829, 0.14128, -0.01168],
  'flat-top': [1, -1.942604, 1.340318, -0.440811, 0.043097],
  rectangular: [1],
};

/** A window for traces of one length. */
export interface SpectrumWindow {
  readonly weights: Float64Array;
  /** S1: sum of the weights. A sine's peak is its amplitude times S1 / 2 (coherent gain). */
  readonly sum: number;
  /** S2: sum of the squared weights. */
  readonly sumOfSquares: number;
  /** Equivalent noise bandwidth N S2 / S1^2, in bins of the spectrum. */
  readonly noiseBandwidth: number;
  /** Distance from a tone to the first zero of the window, in bins. */
  readonly halfWidth: number;
}

/** @param length - samples of the trace, N */
export function spectrumWindow(name: WindowName, length: number): SpectrumWindow {
  const coefficients = COEFFICIENTS[name];
  const weights = Float64Array.from({ length }, (_, index) =>
    coefficients.reduce(
      (weight, coefficient, term) => weight + coefficient * Math.cos((2 * Math.PI * term * index) / length),
      0,
    ),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const sumOfSquares = weights.reduce((total, weight) => total + weight ** 2, 0);
  return {
    weights,
    sum,
    sumOfSquares,
    noiseBandwidth: (length * sumOfSquares) / sum ** 2,
    halfWidth: coefficients.length,
  };
}
