import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FilterChain,
  fractionBits,
  iirInputFilter,
  iqInputFilter,
  pidInputFilter,
  quadratureFilter,
  trigInputFilter,
} from './filter.ts';

const signal = fc.integer({ min: -8192, max: 8191 });

/** One stage brought to some state by a few hundred cycles at another level. */
function stageAt(byte: number, before: number, warmUp: number): FilterChain {
  const chain = new FilterChain(pidInputFilter);
  chain.configure(byte);
  for (let cycle = 0; cycle < warmUp; cycle += 1) chain.step(before);
  return chain;
}

describe('FilterChain', () => {
  it('has the fraction bits of the gateware', () => {
    const geometries = [pidInputFilter, iqInputFilter, quadratureFilter, trigInputFilter, iirInputFilter];
    expect(geometries.map(fractionBits)).toEqual([24, 22, 24, 27, 17]);
  });

  it('leaps with constant input to where single steps go, for every bandwidth PyRPL offers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 21 }),
        fc.boolean(),
        signal,
        signal,
        fc.integer({ min: 0, max: 600 }),
        fc.integer({ min: 0, max: 12 }),
        (shift, highpass, before, input, warmUp, k) => {
          const byte = 0x80 | (highpass ? 0x40 : 0) | shift;
          const stepped = stageAt(byte, before, warmUp);
          const leaping = stageAt(byte, before, warmUp);
          const stride = 2 ** k;
          let sum = 0;
          for (let cycle = 0; cycle < stride; cycle += 1) sum += stepped.step(input);
          const mean = leaping.leap(input, stride);
          // The high-pass output wraps at 14 bits where the step exceeds full scale; its mean here does not.
          if (highpass && Math.abs(input - before) > 8000) return;
          expect(Math.abs(mean - sum / stride)).toBeLessThan(1.5);
          expect(Math.abs(leaping.wire(input) - stepped.wire(input))).toBeLessThanOrEqual(2);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('stays in its range while the input is held', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 24 }), fc.boolean()), { minLength: 1, maxLength: 3 }),
        fc.array(signal, { minLength: 1, maxLength: 40 }),
        signal,
        (stages, before, input) => {
          const chain = new FilterChain(pidInputFilter);
          const bytes = stages.map(([shift, highpass]) => 0x80 | (highpass ? 0x40 : 0) | shift);
          chain.configure(bytes.reduce((register, byte, index) => register + byte * 256 ** index, 0));
          for (const value of before) for (let cycle = 0; cycle < 20; cycle += 1) chain.step(value);
          const [low, high] = chain.range(input);
          const wires = Array.from({ length: 400 }, () => chain.step(input));
          expect(Math.min(...wires)).toBeGreaterThanOrEqual(low);
          expect(Math.max(...wires)).toBeLessThanOrEqual(high);
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });

  it('leaps without bias', () => {
    let difference = 0;
    for (let input = -4000; input < 4000; input += 40) {
      const [stepped, leaping] = [stageAt(0x90, 0, 100), stageAt(0x90, 0, 100)];
      for (let cycle = 0; cycle < 128; cycle += 1) stepped.step(input);
      leaping.leap(input, 128);
      difference += (leaping.wire(input) - stepped.wire(input)) / 200;
    }
    expect(Math.abs(difference)).toBeLessThan(0.1);
  });

  it('settles exactly: many leaps end at the input, as many steps do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 21 }), signal, signal, (shift, before, input) => {
        const chain = stageAt(0x80 | shift, before, 100);
        for (let leap = 0; leap < 64; leap += 1) chain.leap(input, 2 ** 20);
        expect(chain.wire(input)).toBe(input);
        expect(chain.step(input)).toBe(input);
      }),
    );
  });

  it('leaps in pieces to where it leaps at once', () => {
    const once = stageAt(0x8a, -5000, 100);
    const pieces = stageAt(0x8a, -5000, 100);
    once.leap(5000, 4096);
    for (let piece = 0; piece < 16; piece += 1) pieces.leap(5000, 256);
    expect(Math.abs(once.wire(0) - pieces.wire(0))).toBeLessThanOrEqual(1);
    expect(once.wire(0)).toBeGreaterThan(-4900);
    expect(once.wire(0)).toBeLessThan(4900);
  });

  it('has the transfer function that its steps show', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x92, 0xd2, 0x94d0, 0x9090, 0x95),
        fc.integer({ min: 5, max: 200 }),
        (register, periods) => {
          const chain = new FilterChain(quadratureFilter);
          chain.configure(register);
          const length = 4096;
          const full = 4_000_000;
          const angle = (2 * Math.PI * periods) / length;
          let [re, im] = [0, 0];
          for (let cycle = 0; cycle < 8 * length; cycle += 1) {
            const out = chain.step(Math.round(full * Math.cos(angle * cycle)));
            if (cycle < 7 * length) continue;
            re += (out * Math.cos(angle * cycle) * 2) / length / full;
            im -= (out * Math.sin(angle * cycle) * 2) / length / full;
          }
          const response = chain.response(periods / length);
          expect(re).toBeCloseTo(response.re, 3);
          expect(im).toBeCloseTo(response.im, 3);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps its state when it is switched off and on', () => {
    const chain = stageAt(0x94, 3000, 100_000);
    chain.configure(0x14);
    expect(chain.step(-100)).toBe(-100);
    chain.configure(0x94);
    expect(chain.wire(-100)).toBe(3000);
  });
});
