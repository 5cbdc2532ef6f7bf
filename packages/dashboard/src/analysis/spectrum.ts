import type { NumericArray } from '@pyrpl-mux/client';
import FFT from 'fft.js';
import { type SpectrumWindow, spectrumWindow, type WindowName } from './windows.ts';

/** How a spectrum is taken. */
export interface SpectrumOptions {
  /** Samples per trace: a power of two. */
  readonly length: number;
  /** Samples per second [Hz]. */
  readonly sampleRate: number;
  readonly window: WindowName;
  /** How many traces are averaged. */
  readonly averages: number;
}

/** Where a spectrum has its largest peak. */
export interface SpectrumPeak {
  /** Centre of the peak's power [Hz]. */
  readonly frequency: number;
  /** Root mean square of a sine with the peak's power [V]. */
  readonly amplitude: number;
}

/**
 * One-sided spectrum of one channel, averaged in power over traces: the mean of all while they are fewer than asked for, and
 * after that each new trace counts 1 / averages, so that old ones fade.
 *
 * With X the transform of the samples times window, S1 and S2 the sums of its weights and of their squares, fs the sample rate
 * (Heinzel, Ruediger, Schilling 2002, equations 19 to 24):
 *
 * - amplitude of a sine (rms): sqrt(2) |X| / S1
 * - spectral density of noise: sqrt(2 / (fs S2)) |X|, that is amplitude / sqrt(ENBW) with ENBW = fs S2 / S1^2
 *
 * The bins at 0 Hz and at half the sample rate have no mirror image, and no factor of 2.
 */
export class AveragedSpectrum {
  readonly #options: SpectrumOptions;
  readonly #window: SpectrumWindow;
  readonly #fft: FFT;
  readonly #windowed: Float64Array;
  readonly #transformed: Float64Array;
  /** Mean of the one-sided |X|^2. */
  readonly #power: Float64Array;
  #traces = 0;

  /** Frequency of each bin [Hz], from 0 to half the sample rate. */
  readonly frequencies: Float64Array;

  constructor(options: SpectrumOptions) {
    const { length, sampleRate, window } = options;
    this.#options = options;
    this.#window = spectrumWindow(window, length);
    this.#fft = new FFT(length);
    this.#windowed = new Float64Array(length);
    this.#transformed = new Float64Array(2 * length);
    this.#power = new Float64Array(length / 2 + 1);
    this.frequencies = this.#power.map((_, bin) => (bin * sampleRate) / length);
  }

  /** How many traces the average holds. */
  get traces(): number {
    return Math.min(this.#traces, this.#options.averages);
  }

  /** Distance of two bins [Hz]. */
  get resolution(): number {
    return this.#options.sampleRate / this.#options.length;
  }

  /** Equivalent noise bandwidth of a bin [Hz]. */
  get noiseBandwidth(): number {
    return this.#window.noiseBandwidth * this.resolution;
  }

  /** @param samples - as many as the spectrum was made for */
  add(samples: NumericArray): void {
    const { length, averages } = this.#options;
    if (samples.length !== length)
      throw new RangeError(`The spectrum takes ${length} samples, but there were ${samples.length}.`);
    for (let index = 0; index < length; index++)
      this.#windowed[index] = (samples[index] ?? 0) * (this.#window.weights[index] ?? 0);
    this.#fft.realTransform(this.#transformed, this.#windowed);
    this.#traces++;
    const share = 1 / Math.min(this.#traces, averages);
    for (let bin = 0; bin <= length / 2; bin++) {
      const real = this.#transformed[2 * bin] ?? 0;
      const imaginary = this.#transformed[2 * bin + 1] ?? 0;
      const sides = bin === 0 || bin === length / 2 ? 1 : 2;
      const before = this.#power[bin] ?? 0;
      this.#power[bin] = before + share * (sides * (real ** 2 + imaginary ** 2) - before);
    }
  }

  /** Root mean square of a sine at each bin [V]; at 0 Hz the mean's absolute value. */
  amplitudes(): Float64Array {
    return this.#power.map((power) => Math.sqrt(power) / this.#window.sum);
  }

  /** Spectral density of noise at each bin [V/sqrt(Hz)]. */
  densities(): Float64Array {
    const { sampleRate } = this.#options;
    return this.#power.map((power) => Math.sqrt(power / (sampleRate * this.#window.sumOfSquares)));
  }

  /**
   * The largest peak, but for that of the mean at 0 Hz; null where there is nothing beside it, or nothing that the window tells
   * from it. Its amplitude is that of a sine
   * with the power of all bins of the peak (by Parseval: sum of 2 |X|^2 / (N S2)), so it does not depend on where between two
   * bins the sine stands, as the highest bin does.
   */
  peak(): SpectrumPeak | null {
    const { halfWidth, sumOfSquares } = this.#window;
    let best = 0;
    let highest = 0;
    for (let bin = halfWidth; bin < this.#power.length; bin++) {
      const power = this.#power[bin] ?? 0;
      if (power <= highest) continue;
      highest = power;
      best = bin;
    }
    const isSkirt = best === halfWidth && (this.#power[best - 1] ?? 0) > highest;
    if (highest === 0 || isSkirt) return null;
    let powers = 0;
    let weighted = 0;
    for (let bin = best - halfWidth; bin <= best + halfWidth; bin++) {
      const power = this.#power[bin] ?? 0;
      powers += power;
      weighted += power * bin;
    }
    return {
      frequency: (weighted / powers) * this.resolution,
      amplitude: Math.sqrt(powers / (this.#options.length * sumOfSquares)),
    };
  }
}

/** Decibels relative to 1 V rms; -240 dBV for nothing at all, for a plot has no end. */
export function decibelVolts(amplitude: number): number {
  return 20 * Math.log10(Math.max(amplitude, 1e-12));
}
