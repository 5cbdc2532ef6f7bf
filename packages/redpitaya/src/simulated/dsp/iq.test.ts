import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quadratureFilter, quadratureFilterOfIq2 } from './filter.ts';
import { clockFrequency, countsPerVolt } from './fixed-point.ts';
import { Iq } from './iq.ts';
import { type IqSettings, iqReset } from './iq-settings.ts';
import { carrierAt } from './oscillator.ts';
import type { InputAt } from './sampled-mixer.ts';

const turn = 2 ** 32;

function codeOf(hertz: number): number {
  return Math.round((hertz / clockFrequency) * turn) >>> 0;
}

function iqWith(settings: Partial<IqSettings>, quadrature = 0, input = 0): Iq {
  const iq = new Iq(quadratureFilter);
  iq.settings = { ...iqReset, flags: 0, ...settings };
  iq.quadratureFilter = quadrature;
  iq.filter.configure(input);
  return iq;
}

/** A sine on the oscillator's own frequency grid, rounded to counts: amplitude and phase (rad) of the input. */
function sine(code: number, amplitude: number, phase: number, offset = 0): InputAt {
  return (cycle) => {
    const angle = ((Math.imul(code, cycle) >>> 0) / turn) * 2 * Math.PI;
    return Math.round(amplitude * Math.sin(angle + phase) + offset);
  };
}

/** The complex value PyRPL computes from the sums, in counts of the input. */
function accumulated(iq: Iq, averages: number): { amplitude: number; degrees: number } {
  const scale = (2 ** -22 / averages) * countsPerVolt;
  const [i, q] = [iq.sumI.value * scale, iq.sumQ.value * scale];
  return { amplitude: Math.hypot(i, q), degrees: (Math.atan2(q, i) * 180) / Math.PI };
}

function leapUntilDone(iq: Iq, inputAt: InputAt, stride: number): number {
  let leaps = 0;
  for (; iq.busy && leaps < 1e6; leaps += 1) iq.leap(inputAt, leaps * stride, stride, true);
  return leaps;
}

function degreesApart(a: number, b: number): number {
  return Math.abs(((a - b + 540) % 360) - 180);
}

const frequency = fc.double({ min: Math.log(1e3), max: Math.log(50e6), noNaN: true }).map(Math.exp);
/** Frequencies whose double is folded to DC when sampled every 1024 cycles. */
const unlucky = fc.integer({ min: 1, max: 800 }).map((k) => (clockFrequency / 2048) * k);

describe('Iq in leaps', () => {
  it('demodulates a sine of any frequency from 1 kHz to 50 MHz within 0.5 % and 0.5 degrees in 10 ms of board time', () => {
    fc.assert(
      fc.property(
        fc.oneof(frequency, unlucky),
        fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
        fc.integer({ min: 500, max: 8000 }),
        (hertz, phase, amplitude) => {
          const code = codeOf(hertz);
          // One filter stage of 1.2 kHz takes the component at 2f away, as in the network analyzer.
          const iq = iqWith({ frequency: code }, 0x8a8a);
          const averages = 1_250_000;
          iq.startAccumulation(averages, 125_000);
          let evaluations = 0;
          const input = sine(code, amplitude, phase);
          const counted: InputAt = (cycle) => {
            evaluations += 1;
            return input(cycle);
          };
          const leaps = leapUntilDone(iq, counted, 1024);
          expect(leaps).toBeLessThan(2000);
          expect(evaluations).toBeLessThanOrEqual(8 * leaps);
          const result = accumulated(iq, averages);
          // The input of a cycle meets the oscillator's phase of two cycles before.
          const expected = ((phase + (2 * code * 2 * Math.PI) / turn) * 180) / Math.PI;
          expect(Math.abs(result.amplitude / amplitude - 1)).toBeLessThan(0.005);
          expect(degreesApart(result.degrees, expected)).toBeLessThan(0.5);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does so at every stride from 2 to 4096, and rejects an offset of the input', () => {
    for (let k = 1; k <= 12; k += 1) {
      for (const hertz of [3e6 + k, clockFrequency / 8, clockFrequency / 5, 31e6, 50e6]) {
        const code = codeOf(hertz);
        const iq = iqWith({ frequency: code });
        const averages = 2 ** 19;
        iq.startAccumulation(averages, 0);
        leapUntilDone(iq, sine(code, 3000, 1, 2000), 2 ** k);
        const { amplitude, degrees } = accumulated(iq, averages);
        expect(Math.abs(amplitude / 3000 - 1), `stride ${2 ** k}, ${hertz} Hz`).toBeLessThan(0.005);
        expect(degreesApart(degrees, ((1 + (4 * Math.PI * code) / turn) * 180) / Math.PI)).toBeLessThan(0.5);
      }
    }
  });

  it('ends an accumulation with the sums that single steps give', () => {
    fc.assert(
      fc.property(
        frequency,
        fc.integer({ min: 0, max: 15 }),
        fc.integer({ min: 0, max: 3000 }),
        (hertz, shift, sleep) => {
          const code = codeOf(hertz);
          const register = 0x8080 | shift | (shift << 8);
          const [stepped, leaping] = [
            iqWith({ frequency: code }, register),
            iqWith({ frequency: code }, register),
          ];
          const averages = 40_000;
          const input = sine(code, 6000, 0.3);
          for (const iq of [stepped, leaping]) {
            for (let cycle = 0; cycle < 8; cycle += 1) iq.step(0, false);
            iq.startAccumulation(averages, sleep);
          }
          for (let cycle = 0; stepped.busy; cycle += 1) stepped.step(input(cycle), true);
          leapUntilDone(leaping, input, 64);
          const scale = 6000 * averages * 2 ** 9;
          expect(Math.abs(leaping.sumI.value - stepped.sumI.value) / scale).toBeLessThan(0.005);
          expect(Math.abs(leaping.sumQ.value - stepped.sumQ.value) / scale).toBeLessThan(0.005);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is busy for sleep + averages + 1 cycles', () => {
    const iq = iqWith({ frequency: 1000 });
    iq.startAccumulation(1000, 500);
    let cycles = 0;
    for (; iq.busy; cycles += 1) iq.step(0, true);
    expect(cycles).toBe(1501);
    iq.startAccumulation(1000, 500);
    iq.leap(() => 0, 0, 1500, true);
    expect(iq.busy).toBe(true);
    iq.leap(() => 0, 1500, 1, true);
    expect(iq.busy).toBe(false);
  });

  it('goes on in single steps with the phase and the modulation it leapt to', () => {
    const code = codeOf(1.234e6);
    const settings = { frequency: code, g1: 2048, g4: 2048, g2: 20_000, g3: 4 };
    const [stepped, leaping] = [iqWith(settings, 0x8c), iqWith(settings, 0x8c)];
    const input = sine(code, 3000, 0.7);
    for (const iq of [stepped, leaping]) iq.step(0, false);
    const cycles = 2 ** 18;
    for (let cycle = 0; cycle < cycles; cycle += 1) stepped.step(input(cycle), true);
    for (let cycle = 0; cycle < cycles; cycle += 1024) leaping.leap(input, cycle, 1024, true);
    expect(leaping.phase).toBe(stepped.phase);
    for (let cycle = cycles; cycle < cycles + 200; cycle += 1) {
      expect(Math.abs(leaping.direct - stepped.direct)).toBeLessThan(12);
      expect(Math.abs(leaping.quadrature1 - stepped.quadrature1)).toBeLessThan(12);
      for (const iq of [stepped, leaping]) iq.step(input(cycle), true);
    }
  });

  it('applies the input filter to the carrier', () => {
    for (const filter of [0xca, 0x90, 0xd0]) {
      const code = codeOf(200e3);
      const [stepped, leaping] = [
        iqWith({ frequency: code }, 0x8c, filter),
        iqWith({ frequency: code }, 0x8c, filter),
      ];
      const input = sine(code, 6000, 0.3, 500);
      for (let cycle = 0; cycle < 200_000; cycle += 1) stepped.step(input(cycle), true);
      for (let cycle = 0; cycle < 200_000; cycle += 100) leaping.leap(input, cycle, 100, true);
      for (const iq of [stepped, leaping]) iq.startAccumulation(50_000, 0);
      for (let cycle = 200_000; cycle < 250_002; cycle += 1) stepped.step(input(cycle), true);
      for (let cycle = 200_000; cycle < 250_200; cycle += 100) leaping.leap(input, cycle, 100, true);
      const [a, b] = [accumulated(stepped, 50_000), accumulated(leaping, 50_000)];
      expect(Math.abs(a.amplitude - b.amplitude)).toBeLessThan(30);
      expect(degreesApart(a.degrees, b.degrees)).toBeLessThan(0.5);
    }
  });

  it('measures its own carrier through a wire: PyRPL expects 3 cycles of phase lag', () => {
    const code = codeOf(5e6);
    const iq = new Iq(quadratureFilterOfIq2);
    iq.settings = { ...iqReset, frequency: code, g2: 60_000 };
    const reference = { cycle: 0, phase: 0, frequency: code, held: false };
    iq.leap(() => 0, -1024, 1024, false);
    iq.startAccumulation(500_000, 0);
    leapUntilDone(
      iq,
      (cycle) =>
        carrierAt(reference, { sine: 60_000 >> 4, cosine: 0, sineAt2f: false, cosineAt2f: false }, cycle),
      512,
    );
    const { amplitude, degrees } = accumulated(iq, 500_000);
    expect(amplitude / (60_000 / 16)).toBeCloseTo(0.9997, 2);
    expect(degreesApart(degrees, -(3 * code * 360) / turn)).toBeLessThan(0.5);
  });
});

describe('Iq demodulation at 2f and phase detector', () => {
  it('demodulates the second harmonic with the 2f flags', () => {
    const code = codeOf(4.321e6);
    const iq = iqWith({ frequency: code, flags: 0x30 });
    iq.startAccumulation(2 ** 18, 0);
    const [one, two] = [sine(code, 3000, 0), sine(2 * code, 2000, 1)];
    leapUntilDone(iq, (cycle) => one(cycle) + two(cycle), 256);
    expect(Math.abs(accumulated(iq, 2 ** 18).amplitude / 2000 - 1)).toBeLessThan(0.02);
  });

  it('counts turns of the input against the sine, in steps and in leaps', () => {
    const code = codeOf(2e6);
    const faster = codeOf(2.001e6);
    const [stepped, leaping] = [iqWith({ frequency: code, flags: 2 }), iqWith({ frequency: code, flags: 2 })];
    const input = sine(faster, 4000, 0.2);
    for (const iq of [stepped, leaping]) iq.step(0, false);
    const cycles = 2 ** 21;
    for (let cycle = 0; cycle < cycles; cycle += 1) stepped.step(input(cycle), true);
    for (let cycle = 0; cycle < cycles; cycle += 1024) leaping.leap(input, cycle, 1024, true);
    const turns = (cycles * (faster - code)) / turn;
    expect(turns).toBeGreaterThan(16);
    expect(Math.abs(stepped.phaseDetector.integral - turns)).toBeLessThanOrEqual(2);
    expect(Math.abs(leaping.phaseDetector.integral - stepped.phaseDetector.integral)).toBeLessThanOrEqual(2);
  });
});
