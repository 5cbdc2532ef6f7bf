import { describe, expect, it } from 'vitest';
import { AveragedTable } from './averaged-table.ts';

const LENGTH = 16_384;
const TURN = 2 ** 30;
const waveforms = {
  sine: Int16Array.from({ length: LENGTH }, (_, i) =>
    Math.round(8191 * Math.sin((2 * Math.PI * i) / LENGTH)),
  ),
  ramp: Int16Array.from({ length: LENGTH }, (_, i) => i - 8192),
  square: Int16Array.from({ length: LENGTH }, (_, i) => (i < LENGTH / 2 ? 8191 : -8191)),
  constant: new Int16Array(LENGTH).fill(-1234),
};

function sum(levels: Int16Array, phase: number, step: number, length: number): number {
  let total = 0;
  for (let i = 0; i < length; i++) total += levels[((phase + i * step) % TURN) >> 16] ?? 0;
  return total / length;
}

const steps = [0, 1, 12_345, 65_536, 858_993, 12_884_901, 85_899_347, 536_870_911, TURN - 3];
const phases = [0, 1, 999_999, 268_435_456, 536_870_911, 777_777_777, TURN - 1];

/** Half the spacing of the levels, in phase. */
const BLUR = 2 ** 15;

describe('averaged table', () => {
  it.each(Object.entries(waveforms))(
    'the mean of a %s is that of its cycles, begun within half a level of the phase asked for',
    (_, levels) => {
      for (const step of steps) {
        for (const length of [64, 1024, 16_384]) {
          const table = new AveragedTable(levels, step, length);
          const isExact = step * length < 64 * 2 ** 16;
          for (const phase of phases) {
            const found = table.at(phase);
            const around = (isExact ? [0] : [-2, -1, -0.5, 0, 0.5, 1, 2]).map((shift) =>
              sum(levels, (phase + shift * BLUR + TURN) % TURN, step, length),
            );
            // One cycle more or less beyond a jump.
            const slack = isExact ? 1e-6 : 1 + 16_384 / length;
            const isWithin = found >= Math.min(...around) - slack && found <= Math.max(...around) + slack;
            expect([step, length, phase, isWithin]).toEqual([step, length, phase, true]);
          }
        }
      }
    },
  );
});
