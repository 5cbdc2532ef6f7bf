import { describe, expect, it } from 'vitest';
import { BoardClock } from './clock.ts';
import { SimulatedFpga } from './fpga.ts';

const SLOT = {
  pid0: 0,
  pid1: 1,
  pid2: 2,
  iq0: 5,
  iq1: 6,
  iq2: 7,
  asg0: 8,
  asg1: 9,
  in1: 10,
  in2: 11,
  out1: 12,
  out2: 13,
};
const dsp = (slot: keyof typeof SLOT, offset: number): number => 0x4030_0000 + 0x1_0000 * SLOT[slot] + offset;
const SCOPE = 0x4010_0000;
const ASG = 0x4020_0000;
const ASG_OFF = 0x0200_0200;
const I_PER_HERTZ = 2 ** 32 * 2 * Math.PI * 8e-9;

function board(wiring = 'out1->in1,out2->in2', noise = 0) {
  const wall = { nanoseconds: 0 };
  const fpga = new SimulatedFpga({ wiring, noise, clock: new BoardClock(() => wall.nanoseconds) });
  const write = (address: number, value: number): void => fpga.write(address, Uint32Array.of(value));
  const read = (address: number): number => fpga.read(address, 1)[0] ?? Number.NaN;
  return {
    fpga,
    write,
    read,
    wait: (seconds: number): void => {
      wall.nanoseconds += Math.round(seconds * 1e9);
    },
    sample: (slot: keyof typeof SLOT): number => (read(dsp(slot, 0x10)) << 18) >> 18,
    level: (counts: number, output: number): void => {
      write(ASG + 4, (counts & 0x3fff) * 0x1_0000);
      write(dsp('asg0', 4), output);
    },
    /** Table of one sine, and a running pointer. */
    sine: (step: number, amplitude: number, output: number): void => {
      const table = Array.from({ length: 16384 }, (_, i) =>
        Math.round(8191 * Math.sin((2 * Math.PI * i) / 16384)),
      );
      fpga.write(
        ASG + 0x1_0000,
        Uint32Array.from(table, (value) => value & 0x3fff),
      );
      write(ASG + 4, amplitude);
      write(ASG + 0x10, step);
      write(dsp('asg0', 4), output);
      write(ASG, ASG_OFF | 0x11);
    },
    /** Both channels of an immediate trace at decimation 1, oldest sample first. */
    trace: (first: keyof typeof SLOT, second: keyof typeof SLOT): [Int32Array, Int32Array] => {
      write(dsp('asg0', 0), SLOT[first]);
      write(dsp('asg1', 0), SLOT[second]);
      write(SCOPE + 0x14, 1);
      write(SCOPE, 2);
      write(SCOPE + 0x10, 16384);
      write(SCOPE, 1);
      write(SCOPE + 4, 1);
      wall.nanoseconds += 200_000;
      // At decimation 1 two samples more than the delay are written after the trigger.
      const start = read(SCOPE + 0x1c) + 3;
      const channel = (address: number): Int32Array => {
        const words = fpga.read(address, 16384);
        return Int32Array.from(words, (_, i) => ((words[(start + i) & 16383] ?? 0) << 18) >> 18);
      };
      return [channel(SCOPE + 0x1_0000), channel(SCOPE + 0x2_0000)];
    },
  };
}

/** Delay of `b` against `a` in samples at which all of the compared samples are equal under `law`. */
function lag(a: Int32Array, b: Int32Array, law: (value: number) => number): number | undefined {
  for (let delay = 0; delay < 200; delay++) {
    let equal = true;
    for (let i = 300; i < 4000 && equal; i++) equal = b[i] === law(a[i - delay] ?? 0);
    if (equal) return delay;
  }
  return undefined;
}

describe('feed-forward signals', () => {
  it('a sine in loop-back is the table arithmetic, sample for sample', () => {
    const { sine, trace } = board();
    const step = 8589935;
    sine(step, 0x1234, 1);
    const [asg, input] = trace('asg0', 'in1');
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
    const { sine, trace, write } = board();
    sine(5_000_000, 0x1000, 0);
    write(dsp('pid0', 0), SLOT.asg0);
    write(dsp('pid0', 0x108), -2048 & 0xff_ffff);
    write(dsp('pid0', 4), 2);
    const [asg, input] = trace('asg0', 'in2');
    expect(lag(asg, input, (value) => Math.floor((value * -2048) / 4096))).toBe(4 + 5 + 2);
  });

  it('two PIDs in series multiply their gains and add their latencies', () => {
    const { sine, trace, write } = board();
    sine(5_000_000, 0x1000, 0);
    write(dsp('pid0', 0), SLOT.asg0);
    write(dsp('pid0', 0x108), 8192);
    write(dsp('pid1', 0), SLOT.pid0);
    write(dsp('pid1', 0x108), 2048);
    const [asg, second] = trace('asg0', 'pid1');
    expect(
      lag(asg, second, (value) => Math.floor((Math.min(8191, Math.max(-8192, value * 2)) * 2048) / 4096)),
    ).toBe(8);
  });

  it('asg0 and iq0 together saturate out1, and the flag says so only then', () => {
    const { level, read, sample, write, trace } = board();
    level(6000, 1);
    write(dsp('iq0', 4), 1);
    write(dsp('iq0', 0x108), 0x20c_49ba);
    expect(sample('out1')).toBe(6000);
    expect(read(dsp('pid0', 8))).toBe(0);
    write(dsp('iq0', 0x114), 0x1_0000);
    const [out] = trace('out1', 'in1');
    expect(Math.max(...out)).toBe(8191);
    expect(Math.min(...out)).toBe(6000 - 4096);
    const flags = Array.from({ length: 200 }, () => [read(dsp('iq2', 8)), sample('out1')]);
    expect(new Set(flags.map(([flag]) => flag))).toEqual(new Set([0, 1]));
  });

  it('settings changed in the middle of a trace leave what came before as it was', () => {
    const { fpga, level, read, write, wait } = board();
    level(1000, 1);
    write(dsp('asg0', 0), SLOT.in1);
    write(SCOPE + 0x14, 1);
    write(SCOPE, 2);
    write(SCOPE + 0x10, 16384);
    write(SCOPE, 1);
    write(SCOPE + 4, 1);
    wait(65e-6);
    level(2000, 1);
    wait(1e-3);
    level(-3000, 1);
    const words = fpga.read(SCOPE + 0x1_0000, 16384);
    const start = read(SCOPE + 0x1c) + 3;
    const values = Array.from(words, (_, i) => words[(start + i) & 16383] ?? 0);
    expect(new Set(values)).toEqual(new Set([1000, 2000]));
    const change = values.indexOf(2000);
    expect(change).toBeGreaterThan(65e-6 * 125e6);
    expect(change).toBeLessThan(65e-6 * 125e6 + 100);
    expect(values.lastIndexOf(1000)).toBe(change - 1);
  });

  it('an input has noise of the asked strength around what is wired to it', () => {
    const { level, trace } = board('out1->gain(0.5)->in1', 4 / 8192);
    level(2000, 1);
    const [input, open] = trace('in1', 'in2');
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

describe('blocks with memory', () => {
  it.each([
    ['out1->in1', 1],
    ['out1->lowpass(20kHz)->in1', 1],
    ['out1->gain(0.5)->delay(1us)->in1', 0.5],
  ])('an integrator around %s settles with the time constant of theory', (wiring, gain) => {
    const { write, wait, sample } = board(wiring);
    const unity = 100;
    write(dsp('pid0', 0x104), 4000);
    write(dsp('pid0', 0x10c), Math.round(-unity * I_PER_HERTZ) & 0xff_ffff);
    write(dsp('pid0', 4), 1);
    const tau = 1 / (2 * Math.PI * unity * gain);
    for (let n = 1; n <= 12; n++) {
      wait(tau / 4);
      const expected = 4000 * (1 - Math.exp(-n / 4));
      expect(Math.abs(sample('in1') - expected)).toBeLessThan(0.02 * 4000);
    }
    wait(20 * tau);
    expect(Math.abs(sample('in1') - 4000)).toBeLessThanOrEqual(1);
  });

  it('a lock stays locked while nobody looks', () => {
    const { write, wait, sample, read } = board('out1->lowpass(1kHz)->gain(2)->in1', 1e-4);
    write(dsp('pid0', 0x104), 3000);
    write(dsp('pid0', 0x108), -8192 & 0xff_ffff);
    write(dsp('pid0', 0x10c), Math.round(-2000 * I_PER_HERTZ) & 0xff_ffff);
    write(dsp('pid0', 4), 1);
    for (const seconds of [3600, 1e-3, 1, 1e-5, 10]) {
      wait(seconds);
      expect(Math.abs(sample('in1') - 3000)).toBeLessThanOrEqual(8);
      expect(Math.abs(sample('out1') - 1500)).toBeLessThanOrEqual(20);
    }
    expect(Math.abs(((read(dsp('pid0', 0x100)) << 16) >> 16) - 1500)).toBeLessThanOrEqual(8);
  });

  it('pausing a gain freezes the integrator, loading it sets the output', () => {
    const { write, wait, sample } = board('');
    write(dsp('pid0', 0x104), -100 & 0x3fff);
    write(dsp('pid0', 0x10c), Math.round(50 * I_PER_HERTZ));
    wait(1e-3);
    write(dsp('pid0', 0x0c), 0xfe);
    const held = sample('pid0');
    expect(held).toBeGreaterThan(10);
    wait(1);
    expect(sample('pid0')).toBe(held);
    write(dsp('pid0', 0x100), 1234);
    expect(sample('pid0')).toBe(1234);
    write(dsp('pid0', 0x0c), 0xff);
    wait(1e-3);
    expect(sample('pid0')).toBeGreaterThan(1234);
  });

  it('in differential mode a PID subtracts the input of its partner', () => {
    const { write, sample, wait } = board('out1->in1');
    write(ASG + 4, 500 * 0x1_0000);
    write(ASG + 0x24, 200 * 0x1_0000);
    write(dsp('pid0', 0), SLOT.asg0);
    write(dsp('pid1', 0), SLOT.asg1);
    write(dsp('pid0', 0x108), 4096);
    write(dsp('pid0', 0x12c), 0xf);
    wait(1e-5);
    expect(sample('pid0')).toBe(300);
  });

  it('the scope records a stepped block in the cycle it belongs to', () => {
    const { sine, trace, write } = board();
    sine(5_000_000, 0x1000, 0);
    write(dsp('pid0', 0), SLOT.asg0);
    write(dsp('pid1', 0), SLOT.asg1);
    write(dsp('pid0', 0x108), 4096);
    write(dsp('pid0', 0x12c), 0xf);
    const [asg, pid] = trace('asg0', 'pid0');
    expect(lag(asg, pid, (value) => value)).toBe(4);
  });

  it('asg0 -> pid0 -> out2 -> in2 -> iq1 -> scope demodulates the sine to its amplitude', () => {
    const { sine, write, wait, sample } = board();
    const code = 2 ** 23;
    sine(code, 0x1000, 0);
    write(dsp('pid0', 0), SLOT.asg0);
    write(dsp('pid0', 0x108), 4096);
    write(dsp('pid0', 4), 2);
    write(dsp('iq1', 0), SLOT.in2);
    write(dsp('iq1', 0x108), code * 4);
    write(dsp('iq1', 0x124), 0x9090);
    write(dsp('iq1', 0x118), 1);
    const largest: number[] = [];
    for (let turn = 0; turn < 8; turn++) {
      write(dsp('iq1', 0x104), turn * 2 ** 29);
      wait(2e-3);
      largest.push(sample('iq1'));
    }
    expect(Math.max(...largest)).toBeGreaterThan((0.9 * 4095 * Math.cos(Math.PI / 8)) / 2);
    expect(Math.max(...largest)).toBeLessThan(1.05 * 4095);
    expect(Math.max(...largest)).toBeCloseTo(-Math.min(...largest), -2);
  });

  it.each([
    [5000, 500, 1000],
    [1_250_000, 600_000, 625_000],
  ])('the accumulators are busy for sleep + averages + 1 cycles: %d Hz', (frequency, averages, sleep) => {
    const { write, wait, fpga } = board();
    write(dsp('iq0', 4), 1);
    write(dsp('iq0', 0x114), 0x1_0000);
    write(dsp('iq0', 0x130), averages);
    write(dsp('iq0', 0x134), sleep);
    write(dsp('iq0', 0x108), Math.round((frequency / 125e6) * 2 ** 32));
    wait((sleep + averages - 100) * 8e-9);
    const busy = fpga.read(dsp('iq0', 0x140), 4);
    expect(busy.every((word) => word >= 0x8000_0000)).toBe(true);
    wait(100 * 8e-9);
    expect(fpga.read(dsp('iq0', 0x140), 4).every((word) => word < 0x8000_0000)).toBe(true);
  });

  it('the sums of a looped carrier give its transfer function', () => {
    const { write, wait, fpga } = board('out1->gain(0.5)->in1');
    const [averages, frequency] = [625_000, 1e6];
    write(dsp('iq0', 4), 1);
    write(dsp('iq0', 0x124), 0x9494);
    write(dsp('iq0', 0x114), 0x1_0000);
    write(dsp('iq0', 0x130), averages);
    write(dsp('iq0', 0x134), averages);
    write(dsp('iq0', 0x108), Math.round((frequency / 125e6) * 2 ** 32));
    wait(1.1 * 2 * averages * 8e-9);
    const [i0 = 0, i1 = 0, q0 = 0, q1 = 0] = fpga.read(dsp('iq0', 0x140), 4);
    const sum = (low: number, high: number): number => ((high << 1) >> 1) * 2 ** 31 + low;
    const scale = (4 * 2 ** -24) / averages / 0.5;
    const magnitude = Math.hypot(sum(i0, i1), sum(q0, q1)) * scale;
    expect(magnitude).toBeGreaterThan(0.5 * 0.99);
    expect(magnitude).toBeLessThan(0.5 * 1.01);
  });

  it('an idle board computes nothing', () => {
    const { sine, wait, fpga } = board();
    sine(5_000_000, 0x1000, 1);
    const before = fpga.status;
    wait(3600);
    expect(fpga.read(0x4000_0000, 1)[0]).toBe(1);
    expect(fpga.status.evaluations).toBe(before.evaluations);
    expect(fpga.status.steps).toBe(before.steps);
  });
});
