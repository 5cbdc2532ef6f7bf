import { describe, expect, it } from 'vitest';
import { ASG, dsp, SCOPE, TestBoard, triangle } from './testing/test-board.ts';

describe('scope', () => {
  it.each([1, 2, 4, 8, 64, 1024])('triggers where ch1 crosses the level, decimation %d', (decimation) => {
    const board = new TestBoard();
    const step = Math.round(2 ** 16 / decimation);
    board.generate(0, step, triangle);
    board.inputs('asg0', 'asg1');
    board.write(SCOPE + 8, 1000);
    board.start(2, 8192, decimation);
    board.finish(8192 * decimation);
    const trace = board.fromTrigger(0);
    const extra = decimation === 1 ? 2 : decimation < 4 ? 1 : 0;
    const at = (i: number): number => trace[(i + 16384) & 16383] ?? Number.NaN;
    const found = [0, -1, -2].filter((i) => at(i) >= 1000 && at(i - 1) < 1000);
    expect(found).toEqual([extra === 0 ? 0 : -extra]);
    expect(board.read(SCOPE + 4)).toBe(0);
    expect(board.timestamp()).toBeLessThan(board.read(SCOPE + 0x15c));
  });

  it('the time stamp and the trace agree on the phase at the trigger', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 14, triangle);
    board.inputs('asg0', 'asg1');
    board.write(SCOPE + 8, 3000);
    const marks: [number, number][] = [];
    for (const decimation of [1, 16, 1, 4]) {
      board.start(2, 8192, decimation);
      board.finish(1e5);
      const [value = 0, next = 0] = board.fromTrigger(0);
      expect(next).toBeGreaterThanOrEqual(value);
      marks.push([board.timestamp(), value]);
    }
    const period = 2 ** 30 / 2 ** 14;
    const [first] = marks;
    for (const [cycle] of marks) {
      const phase = (cycle - (first?.[0] ?? 0)) % period;
      expect(Math.min(phase, period - phase)).toBeLessThanOrEqual(16);
    }
  });

  it('the hysteresis keeps a wobble at the level from triggering', () => {
    const board = new TestBoard();
    board.inputs('asg0', 'asg1');
    const level = (counts: number): void => {
      board.write(ASG + 4, (counts & 0x3fff) * 0x1_0000);
      board.wait(2000);
    };
    board.write(SCOPE + 8, 1000);
    board.write(SCOPE + 0x20, 50);
    level(1200);
    board.start(2, 16384, 1);
    for (const counts of [960, 1010, 955, 1100]) {
      level(counts);
      expect(board.isDone).toBe(false);
      board.wait(20_000);
      expect(board.isDone).toBe(false);
    }
    level(940);
    level(1000);
    board.wait(20_000);
    expect(board.isDone).toBe(true);
    board.start(3, 16384, 1);
    level(1040);
    level(999);
    board.wait(20_000);
    expect(board.isDone).toBe(false);
    level(1051);
    level(1000);
    board.wait(20_000);
    expect(board.isDone).toBe(true);
  });

  it('a wobble within the hysteresis triggers only when it exceeds it', () => {
    const board = new TestBoard('out1->in1', 2);
    board.generate(0, 2 ** 24, triangle);
    board.write(ASG + 4, 1000 * 0x1_0000 + 40);
    board.write(dsp('asg0', 4), 1);
    board.inputs('in1', 'asg1');
    board.write(SCOPE + 8, 1000);
    board.write(SCOPE + 0x20, 50);
    board.wait(1000);
    for (const source of [2, 3]) {
      board.write(SCOPE + 0x20, 50);
      board.start(source, 16384, 1);
      board.wait(30_000);
      expect(board.isDone).toBe(false);
      board.write(SCOPE + 0x20, 20);
      board.wait(30_000);
      expect(board.isDone).toBe(true);
    }
  });

  it.each([1, 8, 64, 4096])('averages the cycles of a sample, decimation %d', (decimation) => {
    const board = new TestBoard();
    board.generate(0, 2 ** 12, triangle);
    board.inputs('asg0', 'asg0');
    board.start(1, 16384, decimation, 1);
    board.finish(16384 * decimation);
    const averaged = board.buffer(0);
    const newest = board.read(SCOPE + 0x18);
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
    const board = new TestBoard();
    board.generate(0, 2 ** 16 * 5, triangle);
    board.inputs('asg0', 'asg0');
    const samples = (average: number): number[] => {
      board.start(1, 16384, average === 1 ? 8 : 1, average);
      board.finish(131072);
      const newest = board.read(SCOPE + 0x18);
      const values = board.buffer(0);
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
    const board = new TestBoard();
    board.inputs('asg0', 'asg1');
    board.start(1, 16384, 4);
    board.wait(4 * 16384 - 300);
    expect(board.isDone).toBe(false);
    board.wait(400);
    expect(board.isDone).toBe(true);
    expect((board.read(SCOPE + 0x18) - board.read(SCOPE + 0x1c)) & 16383).toBeLessThanOrEqual(1);
    board.write(ASG + 4, 7 * 0x1_0000);
    board.start(1, 20_000, 1);
    board.wait(19_000);
    expect(board.read(SCOPE)).toBe(5);
    board.wait(1100);
    expect(board.read(SCOPE)).toBe(0);
    expect((board.read(SCOPE + 0x18) - board.read(SCOPE + 0x1c)) & 16383).toBe(20_002 - 16384);
    expect(board.fromTrigger(0)[1]).toBe(7);
    board.write(SCOPE + 0x10, 0);
    board.write(SCOPE, 1);
    board.wait(100);
    board.write(SCOPE + 4, 1);
    expect(board.isDone).toBe(true);
  });

  it('a software trigger without enough samples before it is lost', () => {
    const board = new TestBoard();
    board.start(1, 8192, 1);
    expect(board.read(SCOPE + 0x16c)).toBe(0);
    board.wait(40_000);
    expect(board.isDone).toBe(false);
    expect(board.read(SCOPE + 0x2c)).toBeGreaterThan(40_000);
    expect(board.read(SCOPE + 0x16c)).toBe(1);
    board.write(SCOPE + 4, 1);
    board.wait(8300);
    expect(board.isDone).toBe(true);
  });

  it('generator triggers start at the overflow of the table, and a generator at rest never triggers', () => {
    const board = new TestBoard();
    board.generate(1, 2 ** 16, triangle);
    board.inputs('asg1', 'asg1');
    board.start(9, 8192, 8);
    board.finish(10_000);
    const trace = board.fromTrigger(0);
    expect(Math.min(...trace.subarray(0, 4))).toBeLessThan(-8192 + 40);
    board.start(8, 8192, 8);
    board.wait(1e8);
    expect(board.isDone).toBe(false);
    board.start(6, 8192, 8);
    board.wait(1e8);
    expect(board.isDone).toBe(false);
  });

  it('armed with the source off it writes for ever: rolling mode', () => {
    const board = new TestBoard();
    board.inputs('asg0', 'asg1');
    board.start(1, 16384, 1024);
    board.write(SCOPE + 4, 0);
    expect(board.read(SCOPE)).toBe(5);
    board.write(SCOPE, 5);
    expect(board.read(SCOPE)).toBe(1);
    const pointers = [100, 16384, 40_000].map((samples) => {
      const before = board.read(SCOPE + 0x18);
      board.wait(1024 * samples);
      return (board.read(SCOPE + 0x18) - before) & 16383;
    });
    expect(pointers).toEqual([100, 0, 40_000 - 2 * 16384]);
    board.write(ASG + 4, 77 * 0x1_0000);
    board.wait(1024 * 200);
    const at = board.read(SCOPE + 0x18);
    const values = board.buffer(0);
    expect(values[(at - 198) & 16383]).toBe(77);
    expect(values[(at - 202) & 16383]).toBe(0);
    expect(board.isDone).toBe(false);
  });

  it('buffers keep what they had when settings change later', () => {
    const board = new TestBoard('out1->lowpass(1MHz)->in1');
    board.inputs('asg0', 'pid0');
    board.write(ASG + 4, 55 * 0x1_0000);
    board.write(dsp('pid0', 0), 8);
    board.write(dsp('pid0', 0x108), 4096 * 2);
    board.start(1, 16384, 1);
    board.wait(20_000);
    for (let i = 0; i < 300; i++) board.write(ASG + 4, i * 0x1_0000);
    board.write(dsp('pid0', 0x10c), 1000);
    board.inputs('in1', 'in1');
    board.wait(1e6);
    expect(new Set(board.buffer(0))).toEqual(new Set([55]));
    expect(new Set(board.buffer(1))).toEqual(new Set([110]));
    expect(board.status.remembered).toBeLessThan(10);
  });

  it('records a stepped signal where it is looked at later', () => {
    const board = new TestBoard('out1->lowpass(100kHz)->in1');
    board.inputs('in1', 'pid0');
    board.write(dsp('asg0', 4), 1);
    board.wait(1e6);
    board.start(1, 16384, 1);
    board.write(ASG + 4, 4000 * 0x1_0000);
    board.finish(5000);
    board.wait(1e7);
    const values = board.buffer(0);
    const edge = values.findIndex((value, i) => value > 0 && values[i - 1] === 0);
    for (const cycles of [50, 100, 200, 400, 800]) {
      const expected = 4000 * (1 - Math.exp(-cycles * 8e-9 * 2 * Math.PI * 1e5));
      expect(Math.abs((values[edge + cycles] ?? 0) - expected)).toBeLessThan(30);
    }
  });
});
