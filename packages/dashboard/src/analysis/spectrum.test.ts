import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AveragedSpectrum, decibelVolts } from './spectrum.ts';
import { gaussian, sine } from './testing/traces.ts';
import { spectrumWindow, WINDOWS } from './windows.ts';

const LENGTH = 4096;
const RATE = 125e6 / 64;

describe('a spectrum', () => {
  it('shows a sine of A as A / sqrt(2), with the flat top within 0.01 dB at any frequency', () => {
    const flatTop = (cycles: number, amplitude: number): void => {
      const spectrum = new AveragedSpectrum({
        length: LENGTH,
        sampleRate: RATE,
        window: 'flat-top',
        averages: 1,
      });
      spectrum.add(sine(LENGTH, cycles, { amplitude, phase: cycles }));
      const peak = spectrum.peak();
      if (peak === null) throw new Error('no peak');
      expect(Math.abs(decibelVolts(peak.amplitude) - decibelVolts(amplitude / Math.SQRT2))).toBeLessThan(
        0.01,
      );
      expect(Math.abs(peak.frequency / spectrum.resolution - cycles)).toBeLessThan(0.1);
    };
    fc.assert(
      fc.property(
        fc.double({ min: 50, max: LENGTH / 2 - 50, noNaN: true }),
        fc.double({ min: 1e-4, max: 20, noNaN: true }),
        flatTop,
      ),
      { numRuns: 60 },
    );
  });

  it.each(['hann', 'blackman-harris', 'flat-top'] as const)(
    'finds amplitude and frequency of a sine between bins (%s)',
    (window) => {
      fc.assert(
        fc.property(fc.double({ min: 50, max: LENGTH / 2 - 50, noNaN: true }), (cycles) => {
          const spectrum = new AveragedSpectrum({ length: LENGTH, sampleRate: RATE, window, averages: 1 });
          spectrum.add(sine(LENGTH, cycles, { amplitude: 0.5, phase: cycles }));
          const peak = spectrum.peak();
          expect(Math.abs(decibelVolts(peak?.amplitude ?? 0) - decibelVolts(0.5 / Math.SQRT2))).toBeLessThan(
            0.01,
          );
          expect(Math.abs((peak?.frequency ?? 0) / spectrum.resolution - cycles)).toBeLessThan(0.02);
        }),
        { numRuns: 60 },
      );
    },
  );

  it.each(WINDOWS)('has the amplitude of a sine at its bin (%s)', (window) => {
    const spectrum = new AveragedSpectrum({ length: LENGTH, sampleRate: RATE, window, averages: 1 });
    spectrum.add(sine(LENGTH, 321, { amplitude: 0.3, offset: 0.5 }));
    expect(spectrum.amplitudes()[321]).toBeCloseTo(0.3 / Math.SQRT2, 9);
    expect(spectrum.amplitudes()[0]).toBeCloseTo(0.5, 9);
    expect(spectrum.frequencies[321]).toBeCloseTo((321 * RATE) / LENGTH, 6);
    expect(spectrum.peak()?.frequency).toBeCloseTo((321 * RATE) / LENGTH, 3);
  });

  it.each(WINDOWS)('has the density of white noise, averaged in power (%s)', (window) => {
    const density = 3e-6;
    const random = gaussian(11);
    const deviation = density * Math.sqrt(RATE / 2);
    const spectrum = new AveragedSpectrum({ length: LENGTH, sampleRate: RATE, window, averages: 100 });
    for (let trace = 0; trace < 100; trace++)
      spectrum.add(Float64Array.from({ length: LENGTH }, () => deviation * random()));
    const densities = spectrum.densities().slice(8, -8);
    const meanSquare = densities.reduce((sum, value) => sum + value ** 2, 0) / densities.length;
    expect(Math.sqrt(meanSquare) / density).toBeCloseTo(1, 2);
    const deviations = densities.map((value) => Math.abs(value / density - 1));
    expect(Math.max(...deviations)).toBeLessThan(0.35);
    const amplitude = spectrum.amplitudes()[100] ?? 0;
    expect(amplitude / Math.sqrt(spectrum.noiseBandwidth)).toBeCloseTo(densities[92] ?? 0, 15);
  });

  it('holds the power of the samples (Parseval)', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 256, maxLength: 256 }),
        (samples) => {
          const spectrum = new AveragedSpectrum({
            length: 256,
            sampleRate: RATE,
            window: 'rectangular',
            averages: 1,
          });
          spectrum.add(samples);
          const power = spectrum
            .densities()
            .reduce((sum, value) => sum + value ** 2 * spectrum.resolution, 0);
          const meanSquare = samples.reduce((sum, value) => sum + value ** 2, 0) / 256;
          expect(Math.abs(power - meanSquare)).toBeLessThan(1e-9 * (1 + meanSquare));
        },
      ),
    );
  });

  it('averages the first traces evenly, and lets old ones fade after that', () => {
    const spectrum = new AveragedSpectrum({ length: 64, sampleRate: 64, window: 'rectangular', averages: 2 });
    const power = (): number => 2 * (spectrum.amplitudes()[4] ?? 0) ** 2;
    const add = (amplitude: number): void => spectrum.add(sine(64, 4, { amplitude }));
    add(1);
    expect(power()).toBeCloseTo(1, 12);
    add(3);
    expect(power()).toBeCloseTo(5, 12);
    add(1);
    expect(power()).toBeCloseTo(3, 12);
    expect(spectrum.traces).toBe(2);
  });

  it('takes no skirt of a slow signal for a peak', () => {
    const spectrum = new AveragedSpectrum({ length: 1024, sampleRate: 1, window: 'flat-top', averages: 1 });
    spectrum.add(sine(1024, 1.5, { offset: 0.1 }));
    expect(spectrum.peak()).toBeNull();
  });

  it('refuses another number of samples, and has no peak without a signal', () => {
    const spectrum = new AveragedSpectrum({ length: 64, sampleRate: 64, window: 'hann', averages: 1 });
    expect(() => spectrum.add([1, 2])).toThrow('The spectrum takes 64 samples, but there were 2.');
    spectrum.add(new Float32Array(64));
    expect(spectrum.peak()).toBeNull();
    expect(decibelVolts(0)).toBe(-240);
  });
});

it.each([
  // Heinzel, Ruediger, Schilling 2002, appendix C and D.
  ['hann', 1.5],
  ['blackman-harris', 2.0044],
  ['flat-top', 3.8832],
  ['rectangular', 1],
] as const)('the window %s has a noise bandwidth of %f bins', (name, bins) => {
  expect(spectrumWindow(name, LENGTH).noiseBandwidth).toBeCloseTo(bins, 4);
});
