import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FilterChain, pidInputFilter, quadratureFilter, quadratureFilterOfIq2 } from './filter.ts';
import { Iq } from './iq.ts';
import { type IqSettings, iqReset } from './iq-settings.ts';
import type { IqWires } from './modulator.ts';
import { Pid, type PidSettings, pidReset } from './pid.ts';

/** Pieces of 200 cycles in all, as an observation may cut them. */
const pieces = fc
  .array(fc.integer({ min: 1, max: 60 }), { minLength: 4, maxLength: 12 })
  .map((lengths) => lengths.map((length, n) => (n % 2 === 0 ? length : Math.min(length, 6))));
const stimulus = fc.infiniteStream(fc.integer({ min: -8192, max: 8191 })).map((stream) => {
  const levels = Array.from(stream.take(16));
  return (cycle: number): number => levels[(cycle * 7) & 15] ?? 0;
});
/** A filter register whose stages are all on: one that is off may only come near. */
const stagesOn = fc.integer({ min: 0, max: 0x7fff_ffff }).map((register) => (register | 0x8080_8080) >>> 0);
const gain = fc.integer({ min: -(2 ** 17), max: 2 ** 17 - 1 });

function inputs(input: (cycle: number) => number, begin: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => input(begin + i));
}

describe('runs of many cycles are the same as single steps, bit for bit', () => {
  it('of filters, whatever is on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), stimulus, pieces, (register, input, lengths) => {
        const [stepped, running] = [new FilterChain(pidInputFilter), new FilterChain(pidInputFilter)];
        for (const chain of [stepped, running]) chain.configure(register);
        let cycle = 0;
        for (const length of lengths) {
          const wires = inputs(input, cycle, length);
          running.run(wires, length);
          expect([...wires]).toEqual(Array.from(inputs(input, cycle, length), (x) => stepped.step(x)));
          cycle += length;
        }
      }),
    );
  });

  it('of a PID module', () => {
    const settings: fc.Arbitrary<PidSettings> = fc.record({
      setpoint: fc.integer({ min: -8192, max: 8191 }),
      p: fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 }),
      i: fc.oneof(fc.constant(0), fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 })),
      min: fc.integer({ min: -8192, max: 0 }),
      max: fc.integer({ min: 0, max: 8191 }),
      pauseP: fc.boolean(),
      pauseI: fc.boolean(),
      differential: fc.constant(false),
    });
    fc.assert(
      fc.property(settings, settings, stagesOn, stimulus, pieces, (first, second, filter, input, lengths) => {
        const [stepped, running] = [new Pid(), new Pid()];
        let cycle = 0;
        for (const [n, length] of lengths.entries()) {
          for (const pid of [stepped, running]) {
            pid.settings = n < 2 ? { ...pidReset, ...first } : second;
            if (n < 2) pid.filter.configure(filter);
            if (n === 1) pid.loadIntegral(1000);
          }
          const block = inputs(input, cycle, length);
          const out = new Int32Array(length);
          running.run(block, length, out);
          const expected: number[] = [];
          for (const x of block) {
            expected.push(stepped.output);
            stepped.step(x);
          }
          expect([[...out], running.output, running.integral]).toEqual([
            expected,
            stepped.output,
            stepped.integral,
          ]);
          cycle += length;
        }
      }),
    );
  });

  it('of an IQ module, with and without listeners, over changes of settings and of the sync bit', () => {
    const settings: fc.Arbitrary<IqSettings> = fc.record({
      frequency: fc.integer({ min: 0, max: 0xffff_ffff }),
      startPhase: fc.integer({ min: 0, max: 0xffff_ffff }),
      g1: gain,
      g2: gain,
      g3: gain,
      g4: gain,
      flags: fc.integer({ min: 0, max: 31 }).map((bits) => 2 * bits),
    });
    fc.assert(
      fc.property(
        fc.array(settings, { minLength: 3, maxLength: 3 }),
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        fc.boolean(),
        stagesOn,
        stimulus,
        pieces,
        fc.integer({ min: 0, max: 200 }),
        (all, sync, isSecondGeneration, filter, input, lengths, averages) => {
          const geometry = isSecondGeneration ? quadratureFilterOfIq2 : quadratureFilter;
          const [stepped, running] = [new Iq(geometry), new Iq(geometry)];
          let cycle = 0;
          for (const [n, length] of lengths.entries()) {
            for (const iq of [stepped, running]) {
              iq.settings = all[n % 3] ?? iqReset;
              if (n === 0) {
                iq.quadratureFilter = filter;
                iq.filter.configure(filter);
              }
              if (n === 1) iq.startAccumulation(averages, averages >> 1);
            }
            const on = sync[n] ?? true;
            const block = inputs(input, cycle, length);
            const wires: IqWires = {
              direct: new Int32Array(length),
              quadrature1: new Int32Array(length),
              quadrature2: new Int32Array(length),
              phaseFrequency: new Int32Array(length),
            };
            const isHeard = n % 3 !== 1;
            running.run(block, length, on, isHeard ? wires : undefined);
            const expected: number[][] = [[], [], [], []];
            for (const x of block) {
              expected[0]?.push(stepped.direct);
              expected[1]?.push(stepped.quadrature1);
              expected[2]?.push(stepped.quadrature2);
              expected[3]?.push(stepped.phaseDetector.integral);
              stepped.step(x, on);
            }
            const { direct, quadrature1, quadrature2, phaseFrequency } = wires;
            const heard = [direct, quadrature1, quadrature2, phaseFrequency].map((values) => [...values]);
            if (isHeard) expect(heard).toEqual(expected);
            expect([running.phase, running.busy, running.accumulationLeft]).toEqual([
              stepped.phase,
              stepped.busy,
              stepped.accumulationLeft,
            ]);
            expect([running.sumI.value, running.sumQ.value]).toEqual([
              stepped.sumI.value,
              stepped.sumQ.value,
            ]);
            cycle += length;
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
