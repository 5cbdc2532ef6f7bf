import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quadratureFilter } from './filter.ts';
import { Iq } from './iq.ts';
import { iqReset } from './iq-settings.ts';
import { carrierAt, carrierBlock, lookupSine, phaseAt, rebase } from './oscillator.ts';

const u32 = fc.nat(0xffff_ffff);

describe('oscillator', () => {
  it('looks up the sine of the gateware', () => {
    expect([0, 1, 2, 3].map((index) => lookupSine(index << 19))).toEqual([25, 75, 126, 176]);
    fc.assert(
      fc.property(u32, (phase) => {
        expect(Math.abs(lookupSine(phase) - 65_535 * Math.sin((phase / 2 ** 32) * 2 * Math.PI))).toBeLessThan(
          51,
        );
      }),
    );
  });

  it('keeps the phase exact after weeks of board time, and before the reference', () => {
    const cycle = fc.integer({ min: 0, max: 2 ** 50 });
    fc.assert(
      fc.property(u32, u32, cycle, cycle, (phase, frequency, reference, at) => {
        const exact = BigInt(phase) + BigInt(frequency) * (BigInt(at) - BigInt(reference));
        expect(phaseAt({ cycle: reference, phase, frequency, held: false }, at)).toBe(
          Number(BigInt.asUintN(32, exact)),
        );
      }),
    );
  });

  it('changes frequency without a phase step, and starts from phase 0 when the hold ends', () => {
    const running = { cycle: 10, phase: 99, frequency: 123_456_789, held: false };
    const changed = rebase(running, 1000, { frequency: 5 });
    expect(phaseAt(changed, 1000)).toBe(phaseAt(running, 1000));
    expect(phaseAt(changed, 1002)).toBe((phaseAt(running, 1000) + 10) >>> 0);
    const released = rebase(rebase(changed, 2000, { held: true }), 3000, { held: false });
    expect([phaseAt(released, 3000), phaseAt(released, 3003)]).toEqual([0, 15]);
  });

  it('gives the carrier of an IQ module in closed form, bit for bit', () => {
    fc.assert(
      fc.property(
        u32,
        fc.integer({ min: -(2 ** 17), max: 2 ** 17 - 1 }),
        fc.nat(3),
        (frequency, g2, doubled) => {
          const iq = new Iq(quadratureFilter);
          iq.settings = { ...iqReset, frequency, g2, flags: 2 | (doubled << 2) };
          for (let cycle = 0; cycle < 8; cycle += 1) iq.step(0, false);
          const stepped: number[] = [];
          for (let cycle = 0; cycle < 100; cycle += 1) {
            stepped.push(iq.direct);
            iq.step(0, true);
          }
          const reference = { cycle: 0, phase: 0, frequency, held: false };
          const closed = Array.from({ length: 100 }, (_, cycle) =>
            carrierAt(reference, iq.modulation, cycle),
          );
          expect(closed.slice(5)).toEqual(stepped.slice(5));
          const block = new Int32Array(30);
          carrierBlock(block, reference, iq.modulation, 5, 3, 30);
          expect([...block]).toEqual(Array.from({ length: 30 }, (_, index) => closed[5 + 3 * index]));
        },
      ),
      { numRuns: 50 },
    );
  });
});
