import { describe, expect, it } from 'vitest';
import { BoardClock } from './clock.ts';
import { SimulatedFpga } from './fpga.ts';

const SCOPE = 0x4010_0000;
const ASG = 0x4020_0000;
const CONTROL_OFF = 0x0200_0200;
const [IN1, ASG0, ASG1, PID0] = [10, 8, 9, 0];

function signed(word: number): number {
  return (word << 18) >> 18;
}

/** A board whose asg0 shows a ramp table, so that a sample's value tells its phase. */
function board(wiring = 'out1->in1,out2->in2', noise = 0) {
  const wall = { nanoseconds: 0 };
  const fpga = new SimulatedFpga({ wiring, noise, clock: new BoardClock(() => wall.nanoseconds) });
  const write = (address: number, value: number): void => fpga.write(address, Uint32Array.of(value));
  const read = (address: number): number => fpga.read(address, 1)[0] ?? Number.NaN;
  const wait = (cycles: number): void => {
    wall.nanoseconds += cycles * 8;
  };
  const inputs = (first: number, second: number): void => {
    write(0x4038_0000, first);
    write(0x4039_0000, second);
  };
  const done = (): boolean => (read(SCOPE) & 5) === 0;
  return {
    fpga,
    write,
    read,
    wait,
    inputs,
    done,
    /** Triangle of 16384 points from -8192 up to 8190 and down again. */
    ramp: (step: number, table = 0): void => {
      const entries = Array.from({ length: 16384 }, (_, i) => -8192 + 2 * Math.min(i, 16384 - i));
      fpga.write(
        ASG + 0x1_0000 * (1 + table),
        Uint32Array.from(entries, (value) => Math.min(value, 8191) & 0x3fff),
      );
      write(ASG + 0x20 * table + 0x10, step);
      write(ASG, table === 0 ? CONTROL_OFF | 0x11 : CONTROL_OFF | 0x11_0000);
    },
    start: (source: number, delay: number, decimation: number, average = 0): void => {
      write(SCOPE + 0x14, decimation);
      write(SCOPE + 0x28, average);
      write(SCOPE, 2);
      write(SCOPE + 0x10, delay);
      write(SCOPE, 1);
      write(SCOPE + 4, source);
    },
    finish: (step: number): void => {
      for (let polls = 0; !done(); polls++) {
        if (polls > 2000) throw new Error('The scope does not finish.');
        wait(step);
      }
    },
    buffer: (channel: 0 | 1): Int32Array =>
      Int32Array.from(fpga.read(SCOPE + 0x1_0000 * (1 + channel), 16384), signed),
    /** The buffer from the sample at the trigger pointer on. */
    fromTrigger: (channel: 0 | 1): Int32Array => {
      const at = read(SCOPE + 0x1c);
      const words = fpga.read(SCOPE + 0x1_0000 * (1 + channel), 16384);
      return Int32Array.from(words, (_, i) => signed(words[(at + i) & 16383] ?? 0));
    },
    timestamp: (): number => read(SCOPE + 0x164) + 2 ** 32 * read(SCOPE + 0x168),
  };
}

describe('scope', () => {
  it.each([1, 2, 4, 8, 64, 1024])('triggers where ch1 crosses the level, decimation %d', (decimation) => {
    const { ramp, inputs, write, start, finish, fromTrigger, timestamp, read } = board();
    const step = Math.round(2 ** 16 / decimation);
    ramp(step);
    inputs(ASG0, ASG1);
    write(SCOPE + 8, 1000);
    start(2, 8192, decimation);
    finish(8192 * decimation);
    const trace = fromTrigger(0);
    const extra = decimation === 1 ? 2 : decimation < 4 ? 1 : 0;
    const at = (i: number): number => trace[(i + 16384) & 16383] ?? Number.NaN;
    const found = [0, -1, -2].filter((i) => at(i) >= 1000 && at(i - 1) < 1000);
    expect(found).toEqual([extra === 0 ? 0 : -extra]);
    expect(read(SCOPE + 4)).toBe(0);
    expect(timestamp()).toBeLessThan(read(SCOPE + 0x15c));
  });

  it('the time stamp and the trace agree on the phase at the trigger', () => {
    const { ramp, inputs, write, start, finish, fromTrigger, timestamp } = board();
    ramp(2 ** 14);
    inputs(ASG0, ASG1);
    write(SCOPE + 8, 3000);
    const marks: [number, number][] = [];
    for (const decimation of [1, 16, 1, 4]) {
      start(2, 8192, decimation);
      finish(1e5);
      const [value = 0, next = 0] = fromTrigger(0);
      expect(next).toBeGreaterThanOrEqual(value);
      marks.push([timestamp(), value]);
    }
    const period = 2 ** 30 / 2 ** 14;
    const [first] = marks;
    for (const [cycle] of marks) {
      const phase = (cycle - (first?.[0] ?? 0)) % period;
      expect(Math.min(phase, period - phase)).toBeLessThanOrEqual(16);
    }
  });

  it('the hysteresis keeps a wobble at the level from triggering', () => {
    const { inputs, write, start, done, wait } = board();
    inputs(ASG0, ASG1);
    const level = (counts: number): void => {
      write(ASG + 4, (counts & 0x3fff) * 0x1_0000);
      wait(2000);
    };
    write(SCOPE + 8, 1000);
    write(SCOPE + 0x20, 50);
    level(1200);
    start(2, 16384, 1);
    for (const counts of [960, 1010, 955, 1100]) {
      level(counts);
      expect(done()).toBe(false);
      wait(20_000);
      expect(done()).toBe(false);
    }
    level(940);
    level(1000);
    wait(20_000);
    expect(done()).toBe(true);
    start(3, 16384, 1);
    level(1040);
    level(999);
    wait(20_000);
    expect(done()).toBe(false);
    level(1051);
    level(1000);
    wait(20_000);
    expect(done()).toBe(true);
  });

  it('a wobble within the hysteresis triggers only when it exceeds it', () => {
    const { ramp, inputs, write, start, done, wait } = board('out1->in1', 2 / 8192);
    ramp(2 ** 24);
    write(ASG + 4, 1000 * 0x1_0000 + 40);
    write(0x4038_0004, 1);
    inputs(IN1, ASG1);
    write(SCOPE + 8, 1000);
    write(SCOPE + 0x20, 50);
    wait(1000);
    for (const source of [2, 3]) {
      write(SCOPE + 0x20, 50);
      start(source, 16384, 1);
      wait(30_000);
      expect(done()).toBe(false);
      write(SCOPE + 0x20, 20);
      wait(30_000);
      expect(done()).toBe(true);
    }
  });

  it.each([1, 8, 64, 4096])('averages the cycles of a sample, decimation %d', (decimation) => {
    const { ramp, inputs, start, finish, buffer, read } = board();
    ramp(2 ** 12);
    inputs(ASG0, ASG0);
    start(1, 16384, decimation, 1);
    finish(16384 * decimation);
    const averaged = buffer(0);
    const newest = read(SCOPE + 0x18);
    const period = 2 ** 30 / 2 ** 12 / decimation;
    if (period >= 8) {
      const slope = (2 * decimation) / 16;
      for (let i = 0; i < 2000; i++) {
        const a = averaged[(newest - i - 1) & 16383] ?? 0;
        const b = averaged[(newest - i) & 16383] ?? 0;
        expect(Math.abs(Math.abs(b - a) - slope)).toBeLessThanOrEqual(slope + 2);
      }
    }
    expect(Math.max(...averaged)).toBeLessThanOrEqual(8191);
    const sum = averaged.reduce((x, y) => x + y) / 16384;
    if (decimation >= 64) expect(Math.abs(sum)).toBeLessThan(60);
  });

  it('an average over 8 cycles is the floor of their mean', () => {
    const { ramp, inputs, start, finish, buffer, read } = board();
    ramp(2 ** 16 * 5);
    inputs(ASG0, ASG0);
    const samples = (average: number): number[] => {
      start(1, 16384, average === 1 ? 8 : 1, average);
      finish(131072);
      const newest = read(SCOPE + 0x18);
      const values = buffer(0);
      return Array.from({ length: 16384 }, (_, i) => values[(newest + 1 + i) & 16383] ?? 0);
    };
    const single = samples(0);
    const averaged = samples(1);
    const means = new Set(
      single.slice(0, -8).map((_, i) => Math.floor(single.slice(i, i + 8).reduce((a, b) => a + b) / 8)),
    );
    expect(averaged.filter((value) => !means.has(value))).toEqual([]);
    expect(new Set(averaged).size).toBeGreaterThan(100);
  });

  it('writes the asked number of samples after the trigger, and a delay of 0 ends at once', () => {
    const { inputs, write, start, done, wait, read, fromTrigger } = board();
    inputs(ASG0, ASG1);
    start(1, 16384, 4);
    wait(4 * 16384 - 300);
    expect(done()).toBe(false);
    wait(400);
    expect(done()).toBe(true);
    expect((read(SCOPE + 0x18) - read(SCOPE + 0x1c)) & 16383).toBeLessThanOrEqual(1);
    write(ASG + 4, 7 * 0x1_0000);
    start(1, 20_000, 1);
    wait(19_000);
    expect(read(SCOPE)).toBe(5);
    wait(1100);
    expect(read(SCOPE)).toBe(0);
    expect((read(SCOPE + 0x18) - read(SCOPE + 0x1c)) & 16383).toBe(20_002 - 16384);
    expect(fromTrigger(0)[1]).toBe(7);
    write(SCOPE + 0x10, 0);
    write(SCOPE, 1);
    wait(100);
    write(SCOPE + 4, 1);
    expect(done()).toBe(true);
  });

  it('a software trigger without enough samples before it is lost', () => {
    const { start, wait, done, write, read } = board();
    start(1, 8192, 1);
    expect(read(SCOPE + 0x16c)).toBe(0);
    wait(40_000);
    expect(done()).toBe(false);
    expect(read(SCOPE + 0x2c)).toBeGreaterThan(40_000);
    expect(read(SCOPE + 0x16c)).toBe(1);
    write(SCOPE + 4, 1);
    wait(8300);
    expect(done()).toBe(true);
  });

  it('generator triggers start at the overflow of the table, and a generator at rest never triggers', () => {
    const { ramp, inputs, start, finish, fromTrigger, wait, done } = board();
    ramp(2 ** 16, 1);
    inputs(ASG1, ASG1);
    start(9, 8192, 8);
    finish(10_000);
    const trace = fromTrigger(0);
    expect(Math.min(...trace.subarray(0, 4))).toBeLessThan(-8192 + 40);
    start(8, 8192, 8);
    wait(1e8);
    expect(done()).toBe(false);
    start(6, 8192, 8);
    wait(1e8);
    expect(done()).toBe(false);
  });

  it('armed with the source off it writes for ever: rolling mode', () => {
    const { inputs, start, write, wait, read, buffer, done } = board();
    inputs(ASG0, ASG1);
    start(1, 16384, 1024);
    write(SCOPE + 4, 0);
    expect(read(SCOPE)).toBe(5);
    write(SCOPE, 5);
    expect(read(SCOPE)).toBe(1);
    const pointers = [100, 16384, 40_000].map((samples) => {
      const before = read(SCOPE + 0x18);
      wait(1024 * samples);
      return (read(SCOPE + 0x18) - before) & 16383;
    });
    expect(pointers).toEqual([100, 0, 40_000 - 2 * 16384]);
    write(ASG + 4, 77 * 0x1_0000);
    wait(1024 * 200);
    const at = read(SCOPE + 0x18);
    const values = buffer(0);
    expect(values[(at - 198) & 16383]).toBe(77);
    expect(values[(at - 202) & 16383]).toBe(0);
    expect(done()).toBe(false);
  });

  it('buffers keep what they had when settings change later', () => {
    const { inputs, start, write, wait, buffer, fpga } = board('out1->lowpass(1MHz)->in1');
    inputs(ASG0, PID0);
    write(ASG + 4, 55 * 0x1_0000);
    write(0x4030_0000, ASG0);
    write(0x4030_0108, 4096 * 2);
    start(1, 16384, 1);
    wait(20_000);
    for (let i = 0; i < 300; i++) write(ASG + 4, i * 0x1_0000);
    write(0x4030_010c, 1000);
    inputs(IN1, IN1);
    wait(1e6);
    expect(new Set(buffer(0))).toEqual(new Set([55]));
    expect(new Set(buffer(1))).toEqual(new Set([110]));
    expect(fpga.status.remembered).toBeLessThan(10);
  });

  it('records a stepped signal where it is looked at later', () => {
    const { inputs, start, write, wait, buffer, finish } = board('out1->lowpass(100kHz)->in1');
    inputs(IN1, PID0);
    write(0x4038_0004, 1);
    wait(1e6);
    start(1, 16384, 1);
    write(ASG + 4, 4000 * 0x1_0000);
    finish(5000);
    wait(1e7);
    const values = buffer(0);
    const edge = values.findIndex((value, i) => value > 0 && values[i - 1] === 0);
    for (const cycles of [50, 100, 200, 400, 800]) {
      const expected = 4000 * (1 - Math.exp(-cycles * 8e-9 * 2 * Math.PI * 1e5));
      expect(Math.abs((values[edge + cycles] ?? 0) - expected)).toBeLessThan(30);
    }
  });
});

describe('cost of looking', () => {
  it('a level that never comes costs next to nothing per poll, whatever the decimation', () => {
    const { ramp, inputs, write, start, wait, read, fpga } = board('out1->in1', 2e-4);
    ramp(2 ** 20);
    write(ASG + 4, 0x0800);
    write(0x4038_0004, 1);
    inputs(IN1, ASG0);
    write(SCOPE + 8, 3000);
    start(2, 8192, 1);
    wait(125_000);
    read(SCOPE);
    const before = fpga.status.evaluations;
    for (let poll = 0; poll < 1000; poll++) {
      wait(125_000);
      expect(read(SCOPE)).toBe(1);
    }
    expect(fpga.status.evaluations - before).toBeLessThan(1000);
  });

  it('a search that the bounds cannot decide is bounded per poll', () => {
    const { inputs, write, start, wait, read, fpga } = board('', 20e-4);
    inputs(IN1, IN1);
    write(SCOPE + 8, 80);
    start(2, 8192, 1);
    wait(125_000);
    read(SCOPE);
    for (let poll = 0; poll < 20; poll++) {
      const before = fpga.status.evaluations;
      wait(1_250_000);
      read(SCOPE);
      expect(fpga.status.evaluations - before).toBeLessThan(40_000);
    }
  });

  it('looking at a block with memory takes a bounded number of steps, however long nobody looked', () => {
    const { inputs, write, start, wait, read, fpga } = board('out1->lowpass(1kHz)->in1');
    inputs(IN1, PID0);
    write(0x4030_010c, 0x10_0000);
    write(0x4030_0004, 1);
    write(SCOPE + 8, 8000);
    start(2, 8192, 1);
    for (const cycles of [1000, 125_000, 125_000, 1e9, 1e13]) {
      const before = fpga.status.steps;
      wait(cycles);
      read(SCOPE);
      expect(fpga.status.steps - before).toBeLessThanOrEqual(3000);
      expect(Math.log2(fpga.status.stride) % 1).toBe(0);
    }
  });

  it('reading a piece of a buffer works out that piece only, once', () => {
    const { ramp, inputs, start, finish, fpga } = board();
    ramp(2 ** 16);
    inputs(ASG0, ASG1);
    start(1, 16384, 1);
    finish(20_000);
    const before = fpga.status.evaluations;
    fpga.read(SCOPE + 0x1_0000 + 4 * 1000, 512);
    expect(fpga.status.evaluations - before).toBe(512);
    fpga.read(SCOPE + 0x1_0000 + 4 * 1000, 512);
    expect(fpga.status.evaluations - before).toBe(512);
  });

  it('settings are remembered in bounded number while a slow trace runs', () => {
    const { inputs, start, write, wait, fpga, buffer, finish } = board();
    inputs(ASG0, ASG1);
    start(1, 16384, 65536, 1);
    for (let i = 0; i < 3000; i++) {
      wait(300_000);
      write(ASG + 4, (i & 0x1fff) * 0x1_0000);
      expect(fpga.status.remembered).toBeLessThanOrEqual(70);
    }
    finish(1e7);
    const values = buffer(0);
    const steps = values.filter((value, i) => i > 0 && value < (values[i - 1] ?? 0));
    expect(steps.length).toBeLessThanOrEqual(1);
    expect(Math.max(...values)).toBe(2999);
  });
});
