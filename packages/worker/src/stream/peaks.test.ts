import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceToPeaks } from './peaks.ts';
import { TracePayload } from './trace-payload.ts';

const trace = fc
  .array(fc.integer({ min: -8192, max: 8191 }), { minLength: 2, maxLength: 400 })
  .map((counts) => Float32Array.from(counts, (count) => count / 8192));

describe('a trace with fewer values', () => {
  it('hides no peak: every sample lies between the two values of its group, which are samples of it in their order', () => {
    fc.assert(
      fc.property(trace, fc.integer({ min: 2, max: 500 }), (samples, most) => {
        const peaks = reduceToPeaks(samples, most);
        if (samples.length <= most) {
          expect(peaks).toBe(samples);
          return;
        }
        const groups = Math.floor(most / 2);
        expect(peaks).toHaveLength(2 * groups);
        for (let group = 0; group < groups; group += 1) {
          const own = [...samples].filter((_, index) => {
            const begins = Math.floor((group * samples.length) / groups);
            return index >= begins && index < Math.floor(((group + 1) * samples.length) / groups);
          });
          const [first = Number.NaN, second = Number.NaN] = peaks.subarray(2 * group);
          expect([Math.min(first, second), Math.max(first, second)]).toEqual([
            Math.min(...own),
            Math.max(...own),
          ]);
          expect(own.indexOf(first)).toBeLessThanOrEqual(own.lastIndexOf(second));
        }
      }),
    );
  });

  it('spans the same time: a value stands at most one group away from its sample', () => {
    const samples = Float32Array.from({ length: 16_384 }, (_, index) => index);
    const payload = new TracePayload({
      voltage: [samples, samples],
      ...{ time_start: -1, time_step: 0.5, trigger_time: 7 },
      settings: {
        ...{ input1: 'in1', input2: 'in2', decimation: 1, trigger_source: 'asg0', trigger_delay: 0 },
        ...{ threshold: 0, hysteresis: 0, average: false },
      },
    });
    for (const points of [2, 3, 100, 999, 5000, 16_383]) {
      const { voltage, time_start, time_step, trigger_time } = payload.data(points);
      const [first] = voltage;
      const group = (16_384 / Math.floor(points / 2)) * 0.5;
      expect(trigger_time).toBe(7);
      for (const [index, value] of Array.from(first).entries()) {
        const sampledAt = -1 + value * 0.5;
        expect(Math.abs(time_start + index * time_step - sampledAt)).toBeLessThanOrEqual(group);
      }
      expect(payload.data(points)).toBe(payload.data(points));
    }
    expect(payload.data(16_384)).toBe(payload.data(undefined));
  });
});
