import { describe, expect, it } from 'vitest';
import { ASG, dsp, SCOPE, TestBoard, triangle } from './testing/test-board.ts';

const CH1_RISING = 2;
const CH1_FALLING = 3;

describe('edge triggers', () => {
  it.each([1, 5, 20])(
    'the step of a locked loop triggers, however late anybody looks: after %d ms',
    (late) => {
      const board = new TestBoard('out1->in1', 1);
      board.write(dsp('pid0', 0x104), -800 & 0x3fff);
      board.write(dsp('pid0', 0x10c), -400_000 & 0xff_ffff);
      board.write(dsp('pid0', 4), 1);
      board.wait(125e6 * 0.02);
      expect(Math.abs(board.sample('in1') + 800)).toBeLessThan(10);
      board.inputs('in1', 'off');
      board.write(SCOPE + 0x20, 100);
      board.start(CH1_RISING, 8192, 1);
      board.wait(125e6 * 0.001);
      board.write(dsp('pid0', 0x104), 2400);
      board.wait(125e3 * late);
      board.finish(125e3 * late);
      expect(board.fromTrigger(0)[0]).toBeGreaterThan(-100);
    },
  );

  it('a slow signal within the hysteresis never triggers, wherever the search begins', () => {
    const board = new TestBoard();
    board.write(ASG + 4, 3000);
    board.generate(0, 2 ** 30 / 4096, triangle);
    board.inputs('asg0', 'off');
    board.write(SCOPE + 8, 2400);
    board.write(SCOPE + 0x20, 6000);
    for (let tries = 0; tries < 20; tries++) {
      board.start(CH1_RISING, 8192, 1);
      board.wait(20_000 + 211 * tries);
      board.read(SCOPE);
      board.wait(100_000);
      expect(board.isDone).toBe(false);
    }
  });

  it.each([
    [CH1_RISING, 0.4],
    [CH1_FALLING, 0.9],
  ])(
    'source %d: a signal that is beyond the level when the scope is armed must return before it triggers',
    (source, turn) => {
      for (const decimation of [1, 16, 1024]) {
        const period = 2 ** 14 * decimation;
        const board = new TestBoard();
        board.generate(0, 2 ** 30 / period, triangle);
        board.inputs('asg0', 'off');
        board.write(SCOPE + 8, 100);
        board.wait(turn * period);
        board.start(source, 20_000, decimation);
        board.finish(period);
        const rest = (20_000 + (decimation === 1 ? 2 : 0)) % 2 ** 14;
        const newest = board.buffer(0, board.read(SCOPE + 0x18) - rest);
        expect(Math.abs((newest[0] ?? 0) - 100)).toBeLessThan(8);
      }
    },
  );

  it('a threshold that moves past the input triggers; one that moves away does not', () => {
    const board = new TestBoard();
    board.inputs('asg0', 'off');
    board.level(1000);
    board.write(SCOPE + 8, 2000);
    board.start(CH1_RISING, 16_384, 1);
    board.wait(10_000);
    expect(board.isDone).toBe(false);
    board.write(SCOPE + 8, 3000);
    board.wait(20_000);
    expect(board.isDone).toBe(false);
    board.write(SCOPE + 8, 900);
    board.wait(20_000);
    expect(board.isDone).toBe(true);
  });

  it('a stepped signal that is beyond the level when the scope is armed does not trigger', () => {
    const board = new TestBoard('out1->lowpass(100kHz)->in1');
    board.inputs('in1', 'off');
    board.write(SCOPE + 8, 1000);
    board.level(2000);
    board.write(dsp('asg0', 4), 1);
    board.wait(1e6);
    board.start(CH1_RISING, 20_000, 16);
    board.wait(1e6);
    expect(board.isDone).toBe(false);
    board.level(0);
    board.wait(1e5);
    expect(board.isDone).toBe(false);
    board.level(2000);
    board.finish(1e5);
  });
});
