import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Measurements, measure, samplesBetween } from './measurements.ts';
import { gaussian, sine } from './testing/traces.ts';

const LENGTH = 16_384;
const STEP = 8e-9;

function measured(samples: Float32Array | Float64Array | readonly number[]): Measurements {
  const result = measure(samples, STEP);
  if (result === null) throw new Error('nothing was measured');
  return result;
}

describe('measurements', () => {
  it('of a sine with offset and noise are those it was made of', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 2.5, max: 1500, noNaN: true }),
        fc.double({ min: 0.001, max: 20, noNaN: true }),
        fc.double({ min: -20, max: 20, noNaN: true }),
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        fc.double({ min: 0, max: 0.01, noNaN: true }),
        fc.integer(),
        (cycles, amplitude, offset, phase, noise, seed) => {
          const random = gaussian(seed);
          const samples = sine(LENGTH, cycles, { amplitude, offset, phase }).map(
            (value) => value + noise * amplitude * random(),
          );
          const result = measured(samples);
          // What a part of a period adds to the integral over whole ones, and the noise of so many samples.
          const angle = (Math.PI * cycles) / LENGTH;
          const partial =
            amplitude / (LENGTH * Math.sin(angle)) + (7 * noise * amplitude) / Math.sqrt(LENGTH) + 1e-9;
          expect(Math.abs(result.mean - offset)).toBeLessThan(partial);
          expect(Math.abs(result.rmsWithoutMean - amplitude / Math.SQRT2)).toBeLessThan(
            partial + noise ** 2 * amplitude,
          );
          expect(result.rms).toBeCloseTo(Math.hypot(result.mean, result.rmsWithoutMean), 9);
          // Samples may lie on both sides of each peak.
          const peaks = 2 * amplitude * (1 - Math.cos(angle)) + 14 * noise * amplitude + 1e-9;
          expect(Math.abs(result.peakToPeak - 2 * amplitude)).toBeLessThan(peaks);
          expect(result.max - result.min).toBe(result.peakToPeak);
          const frequency = cycles / (LENGTH * STEP);
          expect(Math.abs((result.repetition.frequency ?? 0) / frequency - 1)).toBeLessThan(0.05 / cycles);
          expect(result.repetition.period).toBeCloseTo(1 / (result.repetition.frequency ?? 0), 12);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('find the frequency of pulses, whose mean is near one level', () => {
    const pulses = Float32Array.from({ length: LENGTH }, (_, index) => (index % 500 < 10 ? 1 : 0));
    expect(measured(pulses).repetition.frequency).toBeCloseTo(1 / (500 * STEP), 3);
    expect(measured(pulses.map((value) => -value)).repetition.frequency).toBeCloseTo(1 / (500 * STEP), 3);
  });

  it('say why there is no frequency', () => {
    const random = gaussian(7);
    expect(measured(new Float32Array(LENGTH).fill(0.5))).toMatchObject({
      min: 0.5,
      max: 0.5,
      peakToPeak: 0,
      mean: 0.5,
      rms: 0.5,
      rmsWithoutMean: 0,
      repetition: { frequency: null, reason: 'the signal is constant.' },
    });
    expect(measured(sine(LENGTH, 0.9)).repetition.reason).toMatch(/less than twice/);
    const noise = Float64Array.from({ length: LENGTH }, () => random());
    expect(measured(noise).repetition.reason).toBe('the signal does not repeat regularly.');
  });

  it('keep a small signal on a large offset', () => {
    expect(measured(sine(LENGTH, 8, { amplitude: 1e-6, offset: 20 })).rmsWithoutMean).toBeCloseTo(
      1e-6 / Math.SQRT2,
      11,
    );
  });

  it('are made between two times', () => {
    const trace = { time_start: -10, time_step: 2 };
    expect(samplesBetween(trace, 11, [-10, 10])).toEqual({ first: 0, end: 11 });
    expect(samplesBetween(trace, 11, [1, -3])).toEqual({ first: 4, end: 6 });
    expect(samplesBetween(trace, 11, [-100, 100])).toEqual({ first: 0, end: 11 });
    expect(samplesBetween({ time_start: 0, time_step: 0.1 }, 11, [0.3, 0.6])).toEqual({ first: 3, end: 7 });
    const samples = [9, 1, 3, 9];
    expect(measure(samples, 1, { first: 1, end: 3 })).toMatchObject({ min: 1, max: 3, mean: 2 });
    for (const times of [
      [20, 30],
      [-30, -20],
      [0.5, 1.5],
    ] as const)
      expect(measure(samples, 1, samplesBetween(trace, 11, times))).toBeNull();
  });
});
