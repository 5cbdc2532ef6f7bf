import { describe, expect, it } from 'vitest';
import { SpectrumFollower } from './spectrum-follower.ts';
import { sine, traceOf } from './testing/traces.ts';

describe('the spectra of traces that come', () => {
  const choice = { window: 'hann', averages: 10 } as const;
  const trace = (settings = {}): ReturnType<typeof traceOf> =>
    traceOf(sine(256, 20), sine(256, 40), { decimation: 64, ...settings });

  it('are averaged per channel', () => {
    const follower = new SpectrumFollower();
    follower.take(trace(), choice);
    const spectra = follower.take(trace(), choice);
    expect(spectra?.map((spectrum) => spectrum.traces)).toEqual([2, 2]);
    const rate = 125e6 / 64;
    expect(spectra?.[0].peak()?.frequency).toBeCloseTo((20 * rate) / 256, 3);
    expect(spectra?.[1].peak()?.frequency).toBeCloseTo((40 * rate) / 256, 3);
  });

  it('count a trace once, however often it is shown', () => {
    const follower = new SpectrumFollower();
    const same = trace();
    follower.take(same, choice);
    expect(follower.take(same, choice)?.[0].traces).toBe(1);
  });

  it('begin anew with other settings and other choices, also for a trace that stands', () => {
    const follower = new SpectrumFollower();
    const traces = (...args: Parameters<SpectrumFollower['take']>): number | undefined =>
      follower.take(...args)?.[0].traces;
    follower.take(trace(), choice);
    expect(traces(trace(), choice)).toBe(2);
    expect(traces(trace({ input1: 'asg0' }), choice)).toBe(1);
    expect(traces(trace({ input1: 'asg0' }), choice)).toBe(2);
    const last = trace({ input1: 'asg0', decimation: 8 });
    expect(traces(last, choice)).toBe(1);
    expect(traces(last, { ...choice, window: 'flat-top' })).toBe(1);
    expect(traces(last, { ...choice, averages: 3 })).toBe(1);
  });

  it('need every sample', () => {
    const follower = new SpectrumFollower();
    follower.take(trace(), choice);
    const narrow = trace();
    expect(follower.take({ ...narrow, time_step: 16 * narrow.time_step }, choice)).toBeNull();
    expect(follower.take(trace(), choice)?.[0].traces).toBe(1);
  });
});
