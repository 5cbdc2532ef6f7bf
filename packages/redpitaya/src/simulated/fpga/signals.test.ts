import { describe, expect, it } from 'vitest';
import { SIGNAL } from './dsp.ts';
import { ASG, dsp, lag, SCOPE, sine, TestBoard } from './testing/test-board.ts';

describe('feed-forward signals', () => {
  it('a sine in loop-back is the table arithmetic, sample for sample', () => {
    const board = new TestBoard();
    const step = 8589935;
    board.generate(0, step, sine);
    board.write(ASG + 4, 0x1234);
    board.write(dsp('asg0', 4), 1);
    const [asg, input] = board.trace('asg0', 'in1');
    const expected = (pointer: number): number =>
      (Math.round(8191 * Math.sin((2 * Math.PI * (pointer >> 16)) / 16384)) * 0x1234) >> 13;
    const start = Array.from({ length: 2 ** 14 }, (_, k) => (k * step) % 2 ** 30).findIndex((pointer) =>
      [0, 1, 2, 3].every((i) => expected((pointer + i * step) % 2 ** 30) === asg[i]),
    );
    expect(start).toBeGreaterThanOrEqual(0);
    for (let i = 0; i < 16384; i++) expect(asg[i]).toBe(expected(((start + i) * step) % 2 ** 30));
    expect(lag(asg, input, (value) => value)).toBe(5 + 2);
  });

  it('asg0 -> pid0 -> out2 -> in2 arrives with gain and latency of the pipeline', () => {
    const board = new TestBoard();
    board.generate(0, 5_000_000, sine);
    board.write(ASG + 4, 0x1000);
    board.write(dsp('asg0', 4), 0);
    board.write(dsp('pid0', 0), SIGNAL.asg0);
    board.write(dsp('pid0', 0x108), -2048 & 0xff_ffff);
    board.write(dsp('pid0', 4), 2);
    const [asg, input] = board.trace('asg0', 'in2');
    expect(lag(asg, input, (value) => Math.floor((value * -2048) / 4096))).toBe(4 + 5 + 2);
  });

  it('two PIDs in series multiply their gains and add their latencies', () => {
    const board = new TestBoard();
    board.generate(0, 5_000_000, sine);
    board.write(ASG + 4, 0x1000);
    board.write(dsp('asg0', 4), 0);
    board.write(dsp('pid0', 0), SIGNAL.asg0);
    board.write(dsp('pid0', 0x108), 8192);
    board.write(dsp('pid1', 0), SIGNAL.pid0);
    board.write(dsp('pid1', 0x108), 2048);
    const [asg, second] = board.trace('asg0', 'pid1');
    expect(
      lag(asg, second, (value) => Math.floor((Math.min(8191, Math.max(-8192, value * 2)) * 2048) / 4096)),
    ).toBe(8);
  });

  it('asg0 and iq0 together saturate out1, and the flag says so only then', () => {
    const board = new TestBoard();
    board.level(6000);
    board.write(dsp('asg0', 4), 1);
    board.write(dsp('iq0', 4), 1);
    board.write(dsp('iq0', 0x108), 0x20c_49ba);
    expect(board.sample('out1')).toBe(6000);
    expect(board.read(dsp('pid0', 8))).toBe(0);
    board.write(dsp('iq0', 0x114), 0x1_0000);
    const [out] = board.trace('out1', 'in1');
    expect(Math.max(...out)).toBe(8191);
    expect(Math.min(...out)).toBe(6000 - 4096);
    const flags = Array.from({ length: 200 }, () => [board.read(dsp('iq2', 8)), board.sample('out1')]);
    expect(new Set(flags.map(([flag]) => flag))).toEqual(new Set([0, 1]));
  });

  it('settings changed in the middle of a trace leave what came before as it was', () => {
    const board = new TestBoard();
    board.level(1000);
    board.write(dsp('asg0', 4), 1);
    board.write(dsp('asg0', 0), SIGNAL.in1);
    board.write(SCOPE + 0x14, 1);
    board.write(SCOPE, 2);
    board.write(SCOPE + 0x10, 16384);
    board.write(SCOPE, 1);
    board.write(SCOPE + 4, 1);
    board.wait(125e6 * 65e-6);
    board.level(2000);
    board.write(dsp('asg0', 4), 1);
    board.wait(125e6 * 1e-3);
    board.level(-3000);
    board.write(dsp('asg0', 4), 1);
    const words = board.fpga.read(SCOPE + 0x1_0000, 16384);
    const start = board.read(SCOPE + 0x1c) + 3;
    const values = Array.from(words, (_, i) => words[(start + i) & 16383] ?? 0);
    expect(new Set(values)).toEqual(new Set([1000, 2000]));
    const change = values.indexOf(2000);
    expect(change).toBeGreaterThan(65e-6 * 125e6);
    expect(change).toBeLessThan(65e-6 * 125e6 + 100);
    expect(values.lastIndexOf(1000)).toBe(change - 1);
  });

  it('an input has noise of the asked strength around what is wired to it', () => {
    const board = new TestBoard('out1->gain(0.5)->in1', 4);
    board.level(2000);
    board.write(dsp('asg0', 4), 1);
    const [input, open] = board.trace('in1', 'in2');
    for (const [values, mean] of [
      [input, 1000],
      [open, 0],
    ] as const) {
      const average = values.reduce((a, b) => a + b) / values.length;
      const rms = Math.sqrt(values.reduce((a, b) => a + (b - average) ** 2, 0) / values.length);
      expect(average).toBeCloseTo(mean, 0);
      expect(rms).toBeGreaterThan(3.8);
      expect(rms).toBeLessThan(4.3);
    }
  });
});
