import { describe, expect, it } from 'vitest';
import { SIGNAL } from './dsp.ts';
import { dsp, sine, TestBoard } from './testing/test-board.ts';

const ONE = 2 ** 29;

function coefficients(board: TestBoard, biquad: number, values: readonly number[]): void {
  for (const [index, value] of values.entries())
    board.write(dsp('iir', 0x8000 + 32 * biquad + 8 * index), Math.round(value * ONE) >>> 0);
}

function switchOn(board: TestBoard, loops: number, flags: number): void {
  board.write(dsp('iir', 0x100), loops);
  board.write(dsp('iir', 0x104), flags);
}

describe('IIR filter on the board', () => {
  it('passes a level with the gain of its biquads, after one look or after many', () => {
    for (const looks of [1, 50]) {
      const board = new TestBoard();
      board.level(2000);
      board.write(dsp('iir', 0), SIGNAL.asg0);
      coefficients(board, 0, [0.5, 0, 0, 0]);
      // A pole at 0.999 with a gain of 1.
      coefficients(board, 1, [0.001, 0, 0.999, 0]);
      expect(board.sample('iir')).toBe(0);
      switchOn(board, 35, 1);
      for (let look = 0; look < looks; look++) {
        board.wait(10_000_000 / looks);
        board.sample('iir');
      }
      expect(Math.abs(board.sample('iir') - 3000)).toBeLessThanOrEqual(2);
      expect(board.read(dsp('iir', 0x108))).toBe(0);
      board.write(dsp('iir', 0x104), 0);
      expect(board.sample('iir')).toBe(0);
    }
  });

  it('is passed by with one cycle of latency', () => {
    const board = new TestBoard();
    board.generate(0, 50_000_000, sine);
    board.write(dsp('iir', 0), SIGNAL.asg0);
    switchOn(board, 35, 3);
    const [asg, iir] = board.trace('asg0', 'iir');
    expect([...iir.subarray(301, 4000)]).toEqual([...asg.subarray(300, 3999)]);
  });

  it('tells what overflowed until it is switched off', () => {
    const board = new TestBoard();
    board.level(8000);
    board.write(dsp('iir', 0), SIGNAL.asg0);
    coefficients(board, 0, [2, 0, 0, 0]);
    switchOn(board, 3, 1);
    board.wait(1000);
    expect(board.sample('iir')).toBe(8191);
    expect(board.read(dsp('iir', 0x108)) & 64).toBe(64);
    board.level(0);
    board.wait(1000);
    expect(board.read(dsp('iir', 0x108)) & 64).toBe(64);
    board.write(dsp('iir', 0x104), 0);
    expect(board.read(dsp('iir', 0x108))).toBe(0);
  });
});
