import { describe, expect, it } from 'vitest';
import { SIGNAL } from './dsp.ts';
import { ASG, dsp, SCOPE, sine, TestBoard, triangle } from './testing/test-board.ts';

const NOISE_TRIGGER = 0x1211;

/** Both channels' averaged traces of one acquisition, oldest sample first. */
function traces(board: TestBoard, decimation: number): [Int32Array, Int32Array] {
  board.start(1, 16384, decimation, 1);
  board.finish(16_384 * decimation);
  const oldest = board.read(SCOPE + 0x18) + 1;
  return [board.buffer(0, oldest), board.buffer(1, oldest)];
}

function rms(values: Int32Array): number {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
}

describe('averages over long samples', () => {
  it.each([64, 256, 2048, 65_536])(
    'of a slow sine its amplitude, damped by the window, decimation %d',
    (decimation) => {
      const board = new TestBoard();
      const step = Math.round((2 ** 30 / 16_384 / decimation) * 3000);
      board.generate(0, step, sine);
      board.write(dsp('asg0', 4), 1);
      board.inputs('asg0', 'in1');
      const turn = (step * decimation) / 2 ** 30;
      const damping = Math.sin(Math.PI * turn) / (decimation * Math.sin((Math.PI * step) / 2 ** 30));
      for (const values of traces(board, decimation)) {
        expect(Math.abs((rms(values) * Math.SQRT2) / (8191 * damping) - 1)).toBeLessThan(0.002);
      }
    },
  );

  it('of a fast sine next to nothing, whatever its frequency', () => {
    for (const turns of [0.1, 1 / 3, 0.25, 1 / 65]) {
      const board = new TestBoard();
      board.generate(0, Math.round(2 ** 30 * turns), sine);
      board.write(dsp('asg0', 4), 1);
      board.inputs('asg0', 'in1');
      const cycles = 1024;
      const limit = 8191 / (cycles * Math.sin(Math.PI * turns)) + 2;
      for (const values of traces(board, cycles)) {
        expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(limit);
      }
    }
  });

  it('of noise fall with the square root of the cycles, at an input and from a generator', () => {
    const rmsAt = (decimation: number): number[] => {
      const board = new TestBoard('', 400);
      const table = Uint32Array.from({ length: 16_384 }, (_, i) => ((i * 7919) % 16_384) & 0x3fff);
      board.fpga.write(ASG + 0x1_0000, table);
      board.write(ASG, 0x0200_0000 + NOISE_TRIGGER);
      board.inputs('asg0', 'in1');
      return traces(board, decimation).map(rms);
    };
    const uniform = 16_384 / Math.sqrt(12);
    for (const decimation of [16, 64, 1024]) {
      const [generator = 0, input = 0] = rmsAt(decimation);
      expect(generator / (uniform / Math.sqrt(decimation))).toBeCloseTo(1, 1);
      expect(input / (400 / Math.sqrt(decimation))).toBeCloseTo(1, 1);
    }
  });

  it('of a constant are the constant', () => {
    const board = new TestBoard();
    board.level(-1234);
    board.write(dsp('asg0', 4), 1);
    board.inputs('asg0', 'in1');
    for (const decimation of [8, 64, 65_536]) {
      for (const values of traces(board, decimation)) expect(new Set(values)).toEqual(new Set([-1234]));
    }
  });

  it('of what a PID module makes of them, unless its limits act', () => {
    const board = new TestBoard();
    board.generate(0, 4000, sine);
    board.write(ASG + 4, 0x0800);
    board.write(dsp('pid0', 0), SIGNAL.asg0);
    board.write(dsp('pid0', 0x108), 2 * 4096);
    board.write(dsp('pid0', 0x104), 100);
    board.inputs('asg0', 'pid0');
    const [signal, twice] = traces(board, 256);
    for (const [i, value] of signal.entries()) {
      expect(Math.abs((twice[i] ?? 0) - 2 * (value - 100) - 1)).toBeLessThanOrEqual(3);
    }
    board.write(dsp('pid0', 0x128), 1000);
    const [again, limited] = traces(board, 256);
    for (const [i, value] of again.entries()) {
      expect(Math.abs((limited[i] ?? 0) - Math.min(1000, 2 * (value - 100)))).toBeLessThan(60);
    }
  });

  it('of an output that a PID module without gain reads and drives, and a trigger on it', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 20, triangle);
    board.write(dsp('asg0', 4), 1);
    board.write(dsp('pid2', 0), SIGNAL.in1);
    board.write(dsp('pid2', 4), 1);
    board.inputs('in1', 'out1');
    for (const channel of traces(board, 64)) expect(rms(channel)).toBeGreaterThan(2000);
    board.start(2, 8192, 1);
    board.finish(25_000);
    expect(board.buffer(0).some((value) => value > 4000)).toBe(true);
  });

  it('of a saturated output are those of what saturation leaves', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 20, triangle);
    board.write(dsp('asg0', 4), 1);
    board.write(ASG + 0x24, 8000 * 2 ** 16);
    board.write(dsp('asg1', 4), 1);
    board.inputs('out1', 'in1');
    const unsaturated = (8192 + 191) / 16_384;
    const expected = unsaturated * 4000 + (1 - unsaturated) * 8191;
    for (const values of traces(board, 1024)) {
      const mean = values.reduce((a, b) => a + b) / values.length;
      expect(Math.abs(mean - expected)).toBeLessThan(200);
    }
  });

  it('of a change in the middle of a sample belong to both sides of it', () => {
    const board = new TestBoard();
    board.level(0);
    board.inputs('asg0', 'asg1');
    board.start(1, 16384, 65_536, 1);
    board.wait(65_536 * 100.5);
    board.level(4096);
    board.wait(65_536 * 17_000);
    const values = board.buffer(0, board.read(SCOPE + 0x18) + 1);
    const between = values.filter((value) => value !== 0 && value !== 4096);
    expect(between).toHaveLength(1);
    expect(Math.abs((between[0] ?? 0) - 2048)).toBeLessThan(100);
  });

  it('are kept when one channel gets memory, and the other one stays cheap', () => {
    const board = new TestBoard();
    board.generate(0, 85_899, sine);
    board.write(dsp('pid0', 0), SIGNAL.asg0);
    board.write(dsp('pid0', 0x108), 4096);
    board.inputs('asg0', 'pid0');
    board.start(1, 16384, 64, 1);
    board.wait(64 * 16_000);
    board.read(SCOPE);
    const before = board.status.evaluations;
    board.write(dsp('pid0', 0x120), 0x94);
    expect(board.status.evaluations - before).toBeGreaterThan(16_000);
    board.finish(64 * 1000);
    const oldest = board.read(SCOPE + 0x18) + 1;
    const [direct, second] = [board.buffer(0, oldest), board.buffer(1, oldest)];
    for (let i = 1; i < 15_000; i++) expect(Math.abs((direct[i] ?? 0) - (second[i] ?? 0))).toBeLessThan(40);
  });
});
