import { describe, expect, it } from 'vitest';
import { SIGNAL } from './dsp.ts';
import { dsp, TestBoard } from './testing/test-board.ts';

const S14 = 0x3fff;
const S24 = 0xff_ffff;

/** Looks at what pid0 and its integrator are at a cycle. */
function lookAt(board: TestBoard, cycle: number): readonly [number, number] {
  board.wait(cycle - board.status.cycle);
  return [board.read(dsp('pid0', 0x100)), board.sample('pid0')];
}

/** pid0 integrates around a wire and can't get beyond 1000 counts; its setpoint has been 3000 and becomes 990. */
function windUp(board: TestBoard): void {
  board.write(dsp('pid0', 0), SIGNAL.in1);
  board.write(dsp('pid0', 0x128), 1000);
  board.write(dsp('pid0', 0x104), 3000);
  board.write(dsp('pid0', 4), 1);
  board.write(dsp('pid0', 0x10c), -(2 ** 22) & S24);
  expect(lookAt(board, 50_000)).toEqual([32_767, 1000]);
  board.write(dsp('pid0', 0x104), 990);
}

describe('a loop at a limit', () => {
  it('has the same integrator, and leaves the limit in the same cycle, looked at once or stepped cycle by cycle', () => {
    const boards = [new TestBoard('out1->in1'), new TestBoard('out1->in1')] as const;
    for (const board of boards) windUp(board);
    const [leaping, stepped] = boards;
    // By 10 * 2^22 / 2^32 counts per cycle from 32768 down to 1000.
    const left = 50_000 + Math.round(31_768 / (10 * 2 ** -10));
    for (let cycle = 53_000; cycle < left - 2000; cycle += 3000) {
      lookAt(stepped, cycle);
      expect(stepped.status.stride).toBe(1);
    }
    const halfway = left - 1000;
    expect(lookAt(leaping, halfway)).toEqual(lookAt(stepped, halfway));
    expect(leaping.status.steps).toBeLessThan(stepped.status.steps / 20);
    const looks = Array.from({ length: 40 }, (_, n) => halfway + 100 + 50 * n);
    const values = looks.map((cycle) => lookAt(stepped, cycle));
    expect(looks.map((cycle) => lookAt(leaping, cycle))).toEqual(values);
    const outputs = values.map(([, output]) => output);
    expect(outputs[0]).toBe(1000);
    expect(outputs.at(-1)).toBeLessThan(1000);
  });

  it('leaves it in between two looks, and settles', () => {
    const board = new TestBoard('out1->in1');
    windUp(board);
    expect(lookAt(board, 10_000_000)).toEqual([990, 990]);
  });

  it('of two integrators, of which a slow one brings the other back, finds its setpoint between two looks', () => {
    const board = new TestBoard('');
    // pid1 is what pid0 holds at 0: 1 V less pid0, and drifting at 1 Hz.
    board.write(dsp('pid0', 0), SIGNAL.pid1);
    board.write(dsp('pid1', 0), SIGNAL.pid0);
    board.write(dsp('pid1', 0x100), 8191);
    board.write(dsp('pid0', 0x10c), 2 ** 23 - 1);
    board.wait(10_000_000);
    expect([board.sample('pid0'), board.sample('pid1')]).toEqual([8191, 8191]);
    board.write(dsp('pid1', 0x108), -4096 & S24);
    board.write(dsp('pid1', 0x10c), -216 & S24);
    board.write(dsp('pid0', 0x104), -100 & S14);
    board.wait(60_000_000);
    expect(Math.abs(board.sample('pid1') + 100)).toBeLessThanOrEqual(2);
    expect(board.sample('pid0')).toBeLessThan(8191);
  });
});
