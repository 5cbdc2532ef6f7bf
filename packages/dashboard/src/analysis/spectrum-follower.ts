import type { ScopeTrace } from '@pyrpl-mux/client';
import { holdsEverySample } from './full-trace.ts';
import { AveragedSpectrum } from './spectrum.ts';
import type { WindowName } from './windows.ts';

/** What may be chosen of a spectrum. */
export interface SpectrumChoice {
  readonly window: WindowName;
  /** Traces that are averaged. */
  readonly averages: number;
}

/** Spectra of both channels. */
export type Spectra = readonly [AveragedSpectrum, AveragedSpectrum];

/** Averages the spectra of the traces that come; anew whenever they are taken with other settings, or another choice is made. */
export class SpectrumFollower {
  #spectra: Spectra | null = null;
  #key = '';
  #last: ScopeTrace | null = null;

  /** @returns the spectra with this trace; null where it does not hold every sample */
  take(trace: ScopeTrace, { window, averages }: SpectrumChoice): Spectra | null {
    if (!holdsEverySample(trace)) {
      this.#spectra = null;
      return null;
    }
    const { length } = trace.voltage[0];
    const key = JSON.stringify([trace.settings, trace.time_step, length, window, averages]);
    const again = trace === this.#last && key === this.#key;
    if (this.#spectra === null || key !== this.#key) {
      const options = { length, sampleRate: 1 / trace.time_step, window, averages };
      this.#spectra = [new AveragedSpectrum(options), new AveragedSpectrum(options)];
      this.#key = key;
    }
    this.#last = trace;
    const spectra = this.#spectra;
    if (!again) for (const channel of [0, 1] as const) spectra[channel].add(trace.voltage[channel]);
    return spectra;
  }
}
