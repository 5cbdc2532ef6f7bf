import { describe, expect, it } from 'vitest';
import { SIGNAL } from './dsp.ts';
import { ASG, dsp, lag, sine, TestBoard } from './testing/test-board.ts';

const I_PER_HERTZ = 2 ** 32 * 2 * Math.PI * 8e-9;

describe('blocks with memory', () => {
  it.each([
    ['out1->in1', 1],
    ['out1->lowpass(20kHz)->in1', 1],
    ['out1->gain(0.5)->delay(1us)->in1', 0.5],
  ])('an integrator around %s settles with the time constant of theory', (wiring, gain) => {
    const board = new TestBoard(wiring);
    const unity = 100;
    board.write(dsp('pid0', 0x104), 4000);
    board.write(dsp('pid0', 0x10c), Math.round(-unity * I_PER_HERTZ) & 0xff_ffff);
    board.write(dsp('pid0', 4), 1);
    const tau = 1 / (2 * Math.PI * unity * gain);
    for (let n = 1; n <= 12; n++) {
      board.wait(125e6 * (tau / 4));
      const expected = 4000 * (1 - Math.exp(-n / 4));
      expect(Math.abs(board.sample('in1') - expected)).toBeLessThan(0.02 * 4000);
    }
    board.wait(125e6 * (20 * tau));
    expect(Math.abs(board.sample('in1') - 4000)).toBeLessThanOrEqual(1);
  });

  it('a lock stays locked while nobody looks', () => {
    const board = new TestBoard('out1->lowpass(1kHz)->gain(2)->in1', 1);
    board.write(dsp('pid0', 0x104), 3000);
    board.write(dsp('pid0', 0x108), -8192 & 0xff_ffff);
    board.write(dsp('pid0', 0x10c), Math.round(-2000 * I_PER_HERTZ) & 0xff_ffff);
    board.write(dsp('pid0', 4), 1);
    for (const seconds of [3600, 1e-3, 1, 1e-5, 10]) {
      board.wait(125e6 * seconds);
      expect(Math.abs(board.sample('in1') - 3000)).toBeLessThanOrEqual(8);
      expect(Math.abs(board.sample('out1') - 1500)).toBeLessThanOrEqual(20);
    }
    expect(Math.abs(((board.read(dsp('pid0', 0x100)) << 16) >> 16) - 1500)).toBeLessThanOrEqual(8);
  });

  it('pausing a gain freezes the integrator, loading it sets the output', () => {
    const board = new TestBoard('');
    board.write(dsp('pid0', 0x104), -100 & 0x3fff);
    board.write(dsp('pid0', 0x10c), Math.round(50 * I_PER_HERTZ));
    board.wait(125e6 * 1e-3);
    board.write(dsp('pid0', 0x0c), 0xfe);
    const held = board.sample('pid0');
    expect(held).toBeGreaterThan(10);
    board.wait(125e6 * 1);
    expect(board.sample('pid0')).toBe(held);
    board.write(dsp('pid0', 0x100), 1234);
    expect(board.sample('pid0')).toBe(1234);
    board.write(dsp('pid0', 0x0c), 0xff);
    board.wait(125e6 * 1e-3);
    expect(board.sample('pid0')).toBeGreaterThan(1234);
  });

  it('in differential mode a PID subtracts the input of its partner', () => {
    const board = new TestBoard('out1->in1');
    board.write(ASG + 4, 500 * 0x1_0000);
    board.write(ASG + 0x24, 200 * 0x1_0000);
    board.write(dsp('pid0', 0), SIGNAL.asg0);
    board.write(dsp('pid1', 0), SIGNAL.asg1);
    board.write(dsp('pid0', 0x108), 4096);
    board.write(dsp('pid0', 0x12c), 0xf);
    board.wait(125e6 * 1e-5);
    expect(board.sample('pid0')).toBe(300);
  });

  it('the scope records a stepped block in the cycle it belongs to', () => {
    const board = new TestBoard();
    board.generate(0, 5_000_000, sine);
    board.write(ASG + 4, 0x1000);
    board.write(dsp('asg0', 4), 0);
    board.write(dsp('pid0', 0), SIGNAL.asg0);
    board.write(dsp('pid1', 0), SIGNAL.asg1);
    board.write(dsp('pid0', 0x108), 4096);
    board.write(dsp('pid0', 0x12c), 0xf);
    const [asg, pid] = board.trace('asg0', 'pid0');
    expect(lag(asg, pid, (value) => value)).toBe(4);
  });

  it('asg0 -> pid0 -> out2 -> in2 -> iq1 -> scope demodulates the sine to its amplitude', () => {
    const board = new TestBoard();
    const code = 2 ** 23;
    board.generate(0, code, sine);
    board.write(ASG + 4, 0x1000);
    board.write(dsp('asg0', 4), 0);
    board.write(dsp('pid0', 0), SIGNAL.asg0);
    board.write(dsp('pid0', 0x108), 4096);
    board.write(dsp('pid0', 4), 2);
    board.write(dsp('iq1', 0), SIGNAL.in2);
    board.write(dsp('iq1', 0x108), code * 4);
    board.write(dsp('iq1', 0x124), 0x9090);
    board.write(dsp('iq1', 0x118), 1);
    const largest: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      board.write(dsp('iq1', 0x104), turn * 2 ** 29);
      board.wait(125e6 * 2e-3);
      largest.push(board.sample('iq1'));
    }
    expect(Math.max(...largest)).toBeGreaterThan((0.9 * 4095 * Math.cos(Math.PI / 8)) / 2);
    expect(Math.max(...largest)).toBeLessThan(1.05 * 4095);
    expect(Math.max(...largest)).toBeCloseTo(-Math.min(...largest), -2);
  });

  it.each([
    [5000, 500, 1000],
    [1_250_000, 600_000, 625_000],
  ])('the accumulators are busy for sleep + averages + 1 cycles: %d Hz', (frequency, averages, sleep) => {
    const board = new TestBoard();
    board.write(dsp('iq0', 4), 1);
    board.write(dsp('iq0', 0x114), 0x1_0000);
    board.write(dsp('iq0', 0x130), averages);
    board.write(dsp('iq0', 0x134), sleep);
    board.write(dsp('iq0', 0x108), Math.round((frequency / 125e6) * 2 ** 32));
    board.wait(sleep + averages - 100);
    const busy = board.fpga.read(dsp('iq0', 0x140), 4);
    expect(busy.every((word) => word >= 0x8000_0000)).toBe(true);
    board.wait(100);
    expect(board.fpga.read(dsp('iq0', 0x140), 4).every((word) => word < 0x8000_0000)).toBe(true);
  });

  it('the sums of a looped carrier give its transfer function', () => {
    const board = new TestBoard('out1->gain(0.5)->in1');
    const [averages, frequency] = [625_000, 1e6];
    board.write(dsp('iq0', 4), 1);
    board.write(dsp('iq0', 0x124), 0x9494);
    board.write(dsp('iq0', 0x114), 0x1_0000);
    board.write(dsp('iq0', 0x130), averages);
    board.write(dsp('iq0', 0x134), averages);
    board.write(dsp('iq0', 0x108), Math.round((frequency / 125e6) * 2 ** 32));
    board.wait(2.2 * averages);
    const [i0 = 0, i1 = 0, q0 = 0, q1 = 0] = board.fpga.read(dsp('iq0', 0x140), 4);
    const sum = (low: number, high: number): number => ((high << 1) >> 1) * 2 ** 31 + low;
    const scale = (4 * 2 ** -24) / averages / 0.5;
    const magnitude = Math.hypot(sum(i0, i1), sum(q0, q1)) * scale;
    expect(magnitude).toBeGreaterThan(0.5 * 0.99);
    expect(magnitude).toBeLessThan(0.5 * 1.01);
  });
});
