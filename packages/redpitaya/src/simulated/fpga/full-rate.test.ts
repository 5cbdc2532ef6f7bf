import { describe, expect, it } from 'vitest';
import { SIGNAL } from './dsp.ts';
import { dsp, sine, TestBoard } from './testing/test-board.ts';

const CODE_1MHZ = Math.round((1e6 / 125e6) * 2 ** 32);
const BUSY = 0x8000_0000;

/** iq2 measures what pid0, with a filter of 0.3 MHz, makes of its carrier of 0.5 V. */
function measure(board: TestBoard, averages: number): void {
  board.write(dsp('pid0', 0), SIGNAL.iq2);
  board.write(dsp('pid0', 0x108), 4096);
  board.write(dsp('pid0', 0x120), 0x92);
  board.write(dsp('iq2', 0), SIGNAL.pid0);
  board.write(dsp('iq2', 0x10c), 1);
  board.write(dsp('iq2', 0x124), 0x9090);
  board.write(dsp('iq2', 0x114), 0x1_0000);
  board.write(dsp('iq2', 0x130), averages);
  board.write(dsp('iq2', 0x134), averages / 2);
  board.write(dsp('iq2', 0x108), CODE_1MHZ);
}

function sums(board: TestBoard): number[] {
  return [...board.fpga.read(dsp('iq2', 0x140), 4)];
}

/** A timer that waits to be told. */
class Timer {
  #tasks: (() => void)[] = [];
  readonly later = (task: () => void): void => {
    this.#tasks.push(task);
  };

  /** Runs what is waiting. */
  tick(): void {
    const due = this.#tasks;
    this.#tasks = [];
    for (const task of due) task();
  }
}

describe('cycles that matter are stepped one by one', () => {
  it('an accumulation is exact however late it is read, and its length ends it', () => {
    const [once, late] = [new TestBoard('', 0, { fullRate: 1e6 }), new TestBoard('', 0, { fullRate: 1e6 })];
    for (const board of [once, late]) measure(board, 100_000);
    once.wait(150_100);
    late.wait(5e6);
    expect(sums(late)).toEqual(sums(once));
    expect(late.status.stride).toBeGreaterThan(1);
    expect(sums(late).every((word) => word < BUSY)).toBe(true);
    // |H| of one stage with alpha = 2^-6 at 1 MHz, of which the demodulator shows the amplitude.
    const [lowI = 0, highI = 0, lowQ = 0, highQ = 0] = sums(late);
    const signed = (low: number, high: number): number =>
      (high >= 2 ** 30 ? high - 2 ** 31 : high) * 2 ** 31 + low;
    const magnitude = (Math.hypot(signed(lowI, highI), signed(lowQ, highQ)) / 100_000 / 2 ** 22) * 2;
    expect(magnitude).toBeCloseTo(0.3, 1);
  });

  it('board time is held back where they are more than an access may take, and makes up for it later', () => {
    const [free, held] = [
      new TestBoard('', 0, { fullRate: 1e6 }),
      new TestBoard('', 0, { fullRate: 20_000 }),
    ];
    for (const board of [free, held]) {
      measure(board, 100_000);
      board.wait(200_000);
    }
    const begin = held.status.cycle;
    let reads = 1;
    for (; (sums(held)[0] ?? 0) >= BUSY; reads++) {
      expect(held.status.cycle - begin).toBeLessThan(20_000 * reads + 1000);
      expect(reads).toBeLessThan(12);
    }
    expect(reads).toBeGreaterThan(6);
    expect(sums(held)).toEqual(sums(free));
    const before = held.status.cycle;
    sums(held);
    expect(held.status.cycle - begin).toBeGreaterThan(190_000);
    expect(held.status.cycle).toBeGreaterThan(before);
  });

  it('they are stepped while nobody looks, and then no more', () => {
    const timer = new Timer();
    const board = new TestBoard('', 0, { fullRate: 1e6, later: timer.later });
    measure(board, 100_000);
    board.wait(140_000);
    for (let tick = 0; tick < 20; tick++) timer.tick();
    const before = board.status.steps;
    expect(before).toBeGreaterThan(139_000);
    board.wait(100_000_000);
    for (let tick = 0; tick < 200; tick++) timer.tick();
    const after = board.status.steps;
    expect(after - before).toBeLessThan(1.5e6);
    board.wait(100_000_000);
    for (let tick = 0; tick < 200; tick++) timer.tick();
    expect(board.status.steps).toBe(after);
  });

  it('module by module is the same as cycle by cycle', () => {
    const boards = [new TestBoard('out1->lowpass(1MHz)->in1'), new TestBoard('out1->lowpass(1MHz)->in1')];
    const traces = boards.map((board, n) => {
      board.generate(0, 5_000_000, sine);
      board.write(dsp('asg0', 4), 1);
      board.write(dsp('pid0', 0), SIGNAL.in1);
      board.write(dsp('pid0', 0x108), 3000);
      board.write(dsp('pid0', 0x10c), 100_000);
      board.write(dsp('pid0', 0x120), 0xd492);
      board.write(dsp('iq0', 0), SIGNAL.pid0);
      board.write(dsp('iq0', 0x108), CODE_1MHZ);
      board.write(dsp('iq0', 0x118), 4);
      board.write(dsp('iq0', 0x124), 0x9494);
      // The second one is part of a differential pair, which can only be worked out cycle by cycle.
      board.write(dsp('pid1', 0), SIGNAL.off);
      board.write(dsp('pid1', 0x12c), n === 0 ? 7 : 15);
      board.wait(2000);
      return board.trace('pid0', 'iq0');
    });
    const [[pid, iq] = [], [pidBefore, iqBefore] = []] = traces;
    expect(pid).toEqual(pidBefore);
    expect(iq).toEqual(iqBefore);
    expect(new Set(iq).size).toBeGreaterThan(100);
  });
});

describe('steps of 2^k cycles', () => {
  it('a carrier of a shorter period does not drive an integrator', () => {
    const board = new TestBoard('');
    board.write(dsp('pid0', 0), SIGNAL.iq2);
    board.write(dsp('pid0', 0x10c), 50_000);
    board.write(dsp('iq2', 0x10c), 1);
    // Sampled every 4096 cycles, the carrier would stand still at its greatest value.
    board.write(dsp('iq2', 0x108), 2 ** 20 * 300 + 5);
    board.write(dsp('iq2', 0x114), 0x1_0000);
    board.wait(12_500_000);
    expect(Math.abs(board.sample('pid0'))).toBeLessThan(200);
    expect(board.status.stride).toBeGreaterThan(1000);
  });
});
