import { describe, expect, it } from 'vitest';
import { ASG, dsp, SCOPE, sine, TestBoard, triangle } from './testing/test-board.ts';

describe('cost of looking', () => {
  it('a level that never comes costs next to nothing per poll, whatever the decimation', () => {
    const board = new TestBoard('out1->in1', 2);
    board.generate(0, 2 ** 20, triangle);
    board.write(ASG + 4, 0x0800);
    board.write(dsp('asg0', 4), 1);
    board.inputs('in1', 'asg0');
    board.write(SCOPE + 8, 3000);
    board.start(2, 8192, 1);
    board.wait(125_000);
    board.read(SCOPE);
    const before = board.status.evaluations;
    for (let poll = 0; poll < 1000; poll++) {
      board.wait(125_000);
      expect(board.read(SCOPE)).toBe(1);
    }
    expect(board.status.evaluations - before).toBeLessThan(1000);
  });

  it('a search that the bounds cannot decide is bounded per poll', () => {
    const board = new TestBoard('', 16);
    board.inputs('in1', 'in1');
    board.write(SCOPE + 8, 80);
    board.start(2, 8192, 1);
    board.wait(125_000);
    board.read(SCOPE);
    for (let poll = 0; poll < 20; poll++) {
      const before = board.status.evaluations;
      board.wait(1_250_000);
      board.read(SCOPE);
      expect(board.status.evaluations - before).toBeLessThan(40_000);
    }
  });

  it('looking at a block with memory takes a bounded number of steps, however long nobody looked', () => {
    const board = new TestBoard('out1->lowpass(1kHz)->in1');
    board.inputs('in1', 'pid0');
    board.write(dsp('pid0', 0x10c), 0x10_0000);
    board.write(dsp('pid0', 4), 1);
    board.write(SCOPE + 8, 8000);
    board.start(2, 8192, 1);
    for (const cycles of [1000, 125_000, 125_000, 1e9, 1e13]) {
      const before = board.status.steps;
      board.wait(cycles);
      board.read(SCOPE);
      expect(board.status.steps - before).toBeLessThanOrEqual(3000);
      expect(Math.log2(board.status.stride) % 1).toBe(0);
      expect([board.read(0x4050_0000), 2 ** board.read(0x4050_0004)]).toEqual([
        0x5349_4d55,
        board.status.stride,
      ]);
    }
  });

  it('reading a piece of a buffer works out that piece only, once', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 16, triangle);
    board.inputs('asg0', 'asg1');
    board.start(1, 16384, 1);
    board.finish(20_000);
    const before = board.status.evaluations;
    board.fpga.read(SCOPE + 0x1_0000 + 4 * 1000, 512);
    expect(board.status.evaluations - before).toBe(512);
    board.fpga.read(SCOPE + 0x1_0000 + 4 * 1000, 512);
    expect(board.status.evaluations - before).toBe(512);
  });

  it('settings are remembered in bounded number while a slow trace runs', () => {
    const board = new TestBoard();
    board.inputs('asg0', 'asg1');
    board.start(1, 16384, 65536, 1);
    for (let i = 0; i < 3000; i++) {
      board.wait(300_000);
      board.write(ASG + 4, (i & 0x1fff) * 0x1_0000);
      expect(board.status.remembered).toBeLessThanOrEqual(70);
    }
    board.finish(1e7);
    const values = board.buffer(0);
    const steps = values.filter((value, i) => i > 0 && value < (values[i - 1] ?? 0));
    expect(steps.length).toBeLessThanOrEqual(1);
    expect(Math.max(...values)).toBe(2999);
  });

  it('an idle board computes nothing', () => {
    const board = new TestBoard();
    board.generate(0, 5_000_000, sine);
    board.write(ASG + 4, 0x1000);
    board.write(dsp('asg0', 4), 1);
    const before = board.status;
    board.wait(125e6 * 3600);
    expect(board.fpga.read(0x4000_0000, 1)[0]).toBe(1);
    expect(board.status.evaluations).toBe(before.evaluations);
    expect(board.status.steps).toBe(before.steps);
  });
});
