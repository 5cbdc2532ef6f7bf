import { describe, expect, it } from 'vitest';
import { AveragedTable } from './averaged-table.ts';

const LENGTH = 16_384;
const TURN = 2 ** 30;
const waveforms = {
  sine: Int16Array.from({ length: LENGTH }, (_, i) => Math.round(8191 * Math.sin((2 * Math.PI * i) / LENGTH))),
  ramp: Int16Array.from({ length: LENGTH }, (_, i) => i - 8192),
  square: Int16Array.from({ length: LENGTH }, (_, i) => (i < LENGTH / 2 ? 8191 : -8191)),
  constant: new Int16Array(LENGTH).fill(-1234),
};

function sum(levels: Int16Array, phase: number, step: number, length: number): number {
  let total = 0;
  for (let i = 0; i < length; i++) total += levels[((phase + i * step) % TURN) >> 16] ?? 0;
  return total / length;
}

describe('averaged table', () => {
  it.each([
    ['sine', 1],
    ['ramp', 60],
    ['square', 70],
    ['constant', 1e-9],
  ] as const)('a mean over many cycles of a %s is theirs within %d counts', (name, tolerance) => {
    const levels = waveforms[name];
    for (const step of [0, 1, 12_345, 65_536, 858_993, 85_899_347, 536_870_911, TURN - 3]) {
      for (const length of [64, 1024, 65_536]) {
        const table = new AveragedTable(levels, step, length);
        for (const phase of [0, 1, 999_999, 268_435_456, 536_870_911, 777_777_777, TURN - 1]) {
          const difference = Math.abs(table.at(phase) - sum(levels, phase, step, length));
          // A jump is blurred over one phase of the table: only cycles that fall into it differ.
          const isJump = (name === 'square' || name === 'ramp') && (step * length) % TURN < 2 ** 17;
          if (!isJump) expect([step, length, phase, difference < tolerance]).toEqual([step, length, phase, true]);
        }
      }
    }
  });
});
