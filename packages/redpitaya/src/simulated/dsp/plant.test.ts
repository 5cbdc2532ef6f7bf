import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cyclePeriod } from './fixed-point.ts';
import { createPlant, feedForward, type PlantElement } from './plant.ts';

/** Output after `cycles` single steps at 1 V. */
function stepResponse(elements: readonly PlantElement[], cycles: number): number {
  const plant = createPlant(elements);
  let out = 0;
  for (let cycle = 0; cycle <= cycles; cycle += 1) out = plant.step(1);
  return out;
}

describe('plants', () => {
  it('low-pass: the step response is 1 - exp(-2 pi f t)', () => {
    for (const cycles of [0, 1, 10, 1000, 100_000]) {
      const theory = 1 - Math.exp(-2 * Math.PI * 20e3 * cycles * cyclePeriod);
      expect(stepResponse([{ kind: 'lowpass', corner: 20e3 }], cycles)).toBeCloseTo(theory, 9);
    }
  });

  it('resonance: the step response is that of a damped oscillator, under, over and critically damped', () => {
    const frequency = 100e3;
    for (const cycles of [0, 7, 600, 5000]) {
      const t = 2 * Math.PI * frequency * cycles * cyclePeriod;
      const under = 1 / 40;
      const root = Math.sqrt(1 - under * under);
      const ringing = 1 - Math.exp(-under * t) * (Math.cos(root * t) + (under / root) * Math.sin(root * t));
      expect(stepResponse([{ kind: 'resonance', frequency, q: 20 }], cycles)).toBeCloseTo(ringing, 8);
      const critical = 1 - Math.exp(-t) * (1 + t);
      expect(stepResponse([{ kind: 'resonance', frequency, q: 0.5 }], cycles)).toBeCloseTo(critical, 8);
      const [s1, s2] = [-2 + Math.sqrt(3), -2 - Math.sqrt(3)];
      const over = 1 + (s2 * Math.exp(s1 * t) - s1 * Math.exp(s2 * t)) / (s1 - s2);
      expect(stepResponse([{ kind: 'resonance', frequency, q: 0.25 }], cycles)).toBeCloseTo(over, 8);
    }
  });

  it('delay: the input appears after that many cycles', () => {
    const plant = createPlant([{ kind: 'delay', seconds: 200e-9 }]);
    const seen = Array.from({ length: 60 }, (_, cycle) => plant.step(cycle + 1));
    expect(seen.slice(0, 27)).toEqual([...new Array<number>(25).fill(0), 1, 2]);
    expect(seen[59]).toBe(35);
  });

  it('cavity, airy and pdh have their height, width and zeros where they say', () => {
    const at = (element: PlantElement, volts: number): number => createPlant([element]).step(volts);
    const cavity: PlantElement = { kind: 'cavity', width: 0.2, centre: 0.3, height: 0.8 };
    expect([at(cavity, 0.3), at(cavity, 0.4), at(cavity, 0.2)]).toEqual([
      0.8,
      expect.closeTo(0.4, 9),
      expect.closeTo(0.4, 9),
    ]);
    const airy: PlantElement = { kind: 'airy', spacing: 0.5, finesse: 20, centre: 0.1, height: 0.8 };
    expect(at(airy, -0.4)).toBeCloseTo(0.8, 9);
    expect(at(airy, 0.1 + 0.5 / 40)).toBeCloseTo(0.4, 9);
    expect(at(airy, 0.35)).toBeLessThan(0.01);
    const pdh: PlantElement = { kind: 'pdh', width: 0.2, centre: 0.3, height: 0.5 };
    expect([at(pdh, 0.3), at(pdh, 0.4), at(pdh, 0.2)]).toEqual([
      0,
      expect.closeTo(0.5, 9),
      expect.closeTo(-0.5, 9),
    ]);
  });

  it('leap as they step: same state afterwards, and the mean between', () => {
    const element = fc.oneof(
      fc.record({
        kind: fc.constant('lowpass' as const),
        corner: fc.double({ min: 10, max: 1e6, noNaN: true }),
      }),
      fc.record({
        kind: fc.constant('resonance' as const),
        frequency: fc.double({ min: 100, max: 1e6, noNaN: true }),
        q: fc.double({ min: 0.1, max: 50, noNaN: true }),
      }),
      fc.record({
        kind: fc.constant('delay' as const),
        seconds: fc.double({ min: 0, max: 5e-6, noNaN: true }),
      }),
      fc.record({ kind: fc.constant('gain' as const), factor: fc.double({ min: -2, max: 2, noNaN: true }) }),
    );
    const stretch = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.integer({ min: 1, max: 2000 }));
    fc.assert(
      fc.property(element, fc.array(stretch, { minLength: 1, maxLength: 6 }), (single, stretches) => {
        const [stepped, leaping] = [createPlant([single]), createPlant([single])];
        for (const [volts, stride] of stretches) {
          let sum = 0;
          for (let cycle = 0; cycle < stride; cycle += 1) sum += stepped.step(volts);
          // A resonance's leap turns an integral over time into the sum of samples.
          const tolerance = single.kind === 'resonance' ? 1e-5 : 1e-9;
          expect(Math.abs(leaping.leap(volts, stride) - sum / stride)).toBeLessThan(tolerance);
        }
        expect(leaping.step(0)).toBeCloseTo(stepped.step(0), 6);
      }),
    );
  });

  it('chain in signal order, and are feed-forward where nothing has dynamics', () => {
    const chain: PlantElement[] = [
      { kind: 'gain', factor: 0.5 },
      { kind: 'delay', seconds: 80e-9 },
      { kind: 'cavity', width: 1, centre: 0.5, height: 1 },
    ];
    const closed = feedForward(chain);
    expect([closed?.delay, closed?.transfer(1), closed?.transfer(0)]).toEqual([10, 1, 0.5]);
    expect(stepResponse(chain, 50)).toBe(1);
    expect(feedForward([])).toMatchObject({ delay: 0 });
    expect(feedForward([{ kind: 'lowpass', corner: 1 }])).toBeUndefined();
  });
});
