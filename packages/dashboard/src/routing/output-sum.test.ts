import { DRIVING_MODULES } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Direct, OUTPUT_NAMES } from '../outputs/output-drive.ts';
import { outputSum } from './output-sum.ts';
import { type KnownBoard, quiet, snapshots } from './testing/snapshots.ts';

const only = (settings: Partial<KnownBoard>) => outputSum({ ...quiet, ...settings }, 'out1');
const out1: { readonly output_direct: Direct } = { output_direct: 'out1' };

describe('outputSum', () => {
  it('has each module that drives the output exactly once, and no other', () => {
    fc.assert(
      fc.property(snapshots, fc.constantFrom(...OUTPUT_NAMES), (snapshot, output) => {
        const expected = DRIVING_MODULES.filter((module) =>
          [output, 'both'].some((direct) => snapshot[module]?.output_direct === direct),
        );
        expect(outputSum(snapshot, output).contributions.map(({ module }) => module)).toEqual(expected);
      }),
    );
  });

  it('adds up, with headroom up to 1 V, and never promises more than the parts can give', () => {
    fc.assert(
      fc.property(snapshots, fc.constantFrom(...OUTPUT_NAMES), (snapshot, output) => {
        const { contributions, low, high, headroom, verdict } = outputSum(snapshot, output);
        expect(high).toBeCloseTo(contributions.reduce((sum, part) => sum + part.high, 0));
        expect(low).toBeCloseTo(contributions.reduce((sum, part) => sum + part.low, 0));
        expect(headroom).toBeCloseTo(1 - Math.max(-low, high));
        for (const part of contributions) {
          expect(part.low).toBeGreaterThanOrEqual(-1);
          expect(part.low).toBeLessThanOrEqual(part.high);
          expect(part.high).toBeLessThanOrEqual(1);
        }
        if (verdict === 'within') expect(headroom).toBeGreaterThan(0);
        if (verdict === 'beyond' || verdict === 'depends') expect(headroom).toBeLessThan(0);
      }),
    );
  });

  it('knows what a generator can give', () => {
    const asg0 = { ...quiet.asg0, ...out1, amplitude: 0.2, offset: 0.1 };
    const sine = only({ asg0 });
    expect(sine.low).toBeCloseTo(-0.1);
    expect(sine.high).toBeCloseTo(0.3);
    expect(sine.headroom).toBeCloseTo(0.7);
    expect(sine.verdict).toBe('within');
    expect(only({ asg0: { ...asg0, waveform: 'noise' } }).high).toBeCloseTo(0.9);
    expect(only({ asg0: { ...asg0, waveform: 'dc' } })).toMatchObject({ low: 0.1, high: 0.1 });
    expect(only({ asg0: { ...asg0, amplitude: 1, offset: 0 } })).toMatchObject({ verdict: 'reaches' });
    expect(only({ asg0: { ...asg0, amplitude: 0.95 } })).toMatchObject({ high: 1, verdict: 'reaches' });
  });

  it('knows what a controller can give: its limits, or what its integrator holds', () => {
    const pid0 = { ...quiet.pid0, ...out1, min_voltage: 0, max_voltage: 0.4, integrator: 0.7 };
    expect(only({ pid0 })).toMatchObject({ low: 0, high: 0.4 });
    expect(only({ pid0: { ...pid0, p: 0 } })).toMatchObject({ low: 0.4, high: 0.4 });
  });

  it('counts apart what only a large signal brings about', () => {
    const iq0 = { ...quiet.iq0, ...out1, amplitude: 0.3, gain: 2 };
    const asg0 = { ...quiet.asg0, ...out1, amplitude: 0.5 };
    expect(only({ iq0, asg0 })).toMatchObject({ verdict: 'depends' });
    expect(only({ iq0, asg0: { ...asg0, amplitude: 0.8 } })).toMatchObject({ verdict: 'beyond' });
    expect(only({ iq0: { ...iq0, gain: 0 }, asg0 })).toMatchObject({ verdict: 'within' });
  });

  it('counts full scale for what nothing limits', () => {
    expect(only({ iir: { ...quiet.iir, ...out1 } })).toMatchObject({ low: -1, high: 1 });
    expect(only({ iir: { ...quiet.iir, ...out1, on: false } })).toMatchObject({ low: 0, high: 0 });
    expect(only({ trig: { ...quiet.trig, ...out1 } })).toMatchObject({ low: 0, high: 1 });
  });
});
