import { describe, expect, it } from 'vitest';
import { CYCLES_PER_WORD } from './clock.ts';
import { SIGNAL } from './dsp.ts';
import { ASG, dsp, SCOPE, sine, TestBoard, triangle } from './testing/test-board.ts';

const RISING = 1;
const FALLING = 2;
const BOTH = 3;
const PULSE = 0;
const PHASE = 1;
const DSP_SOURCE = 10;

const trig = (offset: number): number => dsp('trig', offset);

/** Settings of the module, then armed. */
function arm(board: TestBoard, source: number, output = PHASE, mode = 0, threshold = 0): void {
  board.write(trig(0), SIGNAL.asg0);
  board.write(trig(0x104), mode);
  board.write(trig(0x108), source);
  board.write(trig(0x10c), output);
  board.write(trig(0x118), threshold & 0x3fff);
  board.write(trig(0x11c), 8);
  board.write(trig(0x100), 1);
}

const isArmed = (board: TestBoard): boolean => board.read(trig(0x100)) === 1;
const stamp = (board: TestBoard): number => board.read(trig(0x164)) + 2 ** 32 * board.read(trig(0x168));

describe('trig module', () => {
  it.each([
    [RISING, 0],
    [FALLING, 8192],
  ])('source %d keeps the phase of asg0 at the crossing', (source, expected) => {
    const board = new TestBoard();
    board.generate(0, 86_000, sine);
    arm(board, source);
    board.wait(20_000);
    expect(isArmed(board)).toBe(false);
    const index = board.sample('trig') & 0x3fff;
    const distance = (index - expected + 8192 + 16_384) % 16_384;
    expect(Math.abs(distance - 8192)).toBeLessThan(16);
    board.wait(1e6);
    expect(board.sample('trig') & 0x3fff).toBe(index);
  });

  it('triggers once, three cycles after the crossing, and stamps that cycle', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 16, triangle);
    board.inputs('asg0', 'trig');
    arm(board, RISING, PULSE, 0, 1000);
    board.start(DSP_SOURCE, 8192 + 200, 1);
    board.wait(100_000);
    expect(isArmed(board)).toBe(false);
    expect(board.isDone).toBe(false);
    board.write(trig(0x100), 0);
    expect(isArmed(board)).toBe(true);
    board.finish(30_000);
    expect(board.timestamp()).toBe(stamp(board) + 1);
    const [signal, pulse] = [board.fromTrigger(0), board.fromTrigger(1)];
    const at = pulse.lastIndexOf(8191);
    expect(pulse.filter((value) => value === 8191)).toHaveLength(1);
    const value = (i: number): number => signal[(i + 16_384) & 16_383] ?? Number.NaN;
    expect([value(at - 4) >= 1000, value(at - 5) < 1000]).toEqual([true, true]);
  });

  it('the time stamp is the cycle of the crossing plus the latency', () => {
    const board = new TestBoard();
    arm(board, RISING, PHASE, 0, 500);
    expect(stamp(board)).toBe(0);
    board.wait(1000);
    board.level(600);
    const cycle = board.status.cycle - CYCLES_PER_WORD;
    board.wait(1000);
    expect(isArmed(board)).toBe(false);
    expect(stamp(board)).toBe(cycle + 1 + 3 + 3);
  });

  it('with auto_rearm it is armed all the time and follows every crossing', () => {
    const board = new TestBoard();
    board.generate(0, 85_899_346, sine);
    arm(board, RISING, PHASE, 1);
    for (let i = 0; i < 100; i++) expect(isArmed(board)).toBe(true);
    const [first, second] = [stamp(board), stamp(board)];
    expect(second - first).toBeGreaterThan(0);
    expect(board.status.cycle - second).toBeLessThan(60);
    board.write(trig(0x104), 0);
    board.wait(100);
    expect(isArmed(board)).toBe(false);
    const last = stamp(board);
    board.wait(1e6);
    expect(stamp(board)).toBe(last);
  });

  it('both edges trigger in turn', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 20, triangle);
    board.inputs('asg0', 'trig');
    arm(board, BOTH, PULSE, 1);
    board.start(1, 16384, 1);
    board.finish(20_000);
    const pulses = board.buffer(1).reduce((n, value) => n + Number(value === 8191), 0);
    expect(pulses).toBe(32);
  });

  it('a trace of the pulses has them where the input crosses, however sparse the samples', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 16 * 3 + 7, triangle);
    board.inputs('asg0', 'trig');
    arm(board, RISING, PULSE, 1, 100);
    board.start(1, 16384, 1);
    board.finish(20_000);
    const newest = board.read(SCOPE + 0x18);
    const [signal, pulse] = [board.buffer(0, newest + 1), board.buffer(1, newest + 1)];
    let isRaised = true;
    for (let i = 0; i < 16_380; i++) {
      const value = signal[i] ?? 0;
      const crossed = value >= 100 && !isRaised;
      isRaised = value >= 100 || (isRaised && value >= 92);
      if (i > 6000) expect(pulse[i + 4]).toBe(crossed ? 8191 : 0);
    }
  });

  it('phase offset and absolute value act on what is stored', () => {
    const board = new TestBoard();
    board.generate(0, 86_000, sine);
    board.write(trig(0x110), 8192 + 100);
    arm(board, RISING);
    board.wait(20_000);
    expect(Math.abs(board.sample('trig') - (100 - 8192))).toBeLessThan(16);
    board.write(trig(0x104), 2);
    board.write(trig(0x100), 1);
    board.wait(20_000);
    expect(Math.abs(board.sample('trig') - (8192 - 100))).toBeLessThan(16);
  });

  it('other output selections hold the last output', () => {
    const board = new TestBoard();
    board.generate(0, 86_000, sine);
    arm(board, FALLING);
    board.wait(20_000);
    const held = board.sample('trig');
    board.write(trig(0x10c), 7);
    board.write(trig(0x100), 1);
    board.write(trig(0x110), 1000);
    board.wait(20_000);
    expect(isArmed(board)).toBe(false);
    expect(board.sample('trig')).toBe(held);
    board.write(trig(0x10c), PULSE);
    board.wait(10);
    expect(board.sample('trig')).toBe(0);
  });

  it('a threshold that moves below the input triggers', () => {
    const board = new TestBoard();
    board.level(500);
    arm(board, RISING, PHASE, 0, 1000);
    board.wait(1000);
    expect(isArmed(board)).toBe(true);
    board.write(trig(0x118), 800);
    board.wait(100);
    expect(isArmed(board)).toBe(true);
    board.write(trig(0x118), 400);
    board.wait(100);
    expect(isArmed(board)).toBe(false);
  });

  it('drives an output with its pulses', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 20, triangle);
    arm(board, RISING, PULSE, 1);
    board.write(trig(4), 1);
    const [out, input] = board.trace('trig', 'in1');
    expect(input.reduce((n, value) => n + Number(value === 8191), 0)).toBe(16);
    const at = out.findIndex((value, i) => i > 100 && value === 8191);
    expect(input[at + 5 + 2]).toBe(8191);
  });

  it('an input that is stepped, or filtered, triggers as well', () => {
    const board = new TestBoard('out1->lowpass(100kHz)->in1');
    board.write(dsp('asg0', 4), 1);
    arm(board, RISING, PHASE, 0, 1000);
    board.write(trig(0), SIGNAL.in1);
    board.wait(10_000);
    expect(isArmed(board)).toBe(true);
    board.level(2000);
    const cycle = board.status.cycle;
    board.wait(1500);
    expect(isArmed(board)).toBe(false);
    const delay = (Math.log(2) / (2 * Math.PI * 1e5)) * 125e6;
    expect(Math.abs(stamp(board) - cycle - delay)).toBeLessThan(20);

    const filtered = new TestBoard();
    arm(filtered, RISING, PHASE, 0, 1000);
    filtered.write(trig(0x120), 0x80 + 20);
    filtered.level(2000);
    const start = filtered.status.cycle;
    filtered.wait(3000);
    expect(isArmed(filtered)).toBe(false);
    expect(Math.abs(stamp(filtered) - start - Math.log(2) * 128)).toBeLessThan(15);
  });

  it('a stepped trigger reaches the scope', () => {
    const board = new TestBoard('out1->lowpass(100kHz)->in1');
    board.write(dsp('asg0', 4), 1);
    board.inputs('in1', 'asg0');
    arm(board, RISING, PHASE, 0, 1000);
    board.write(trig(0), SIGNAL.in1);
    board.start(DSP_SOURCE, 8192, 1);
    board.wait(1e6);
    expect(board.isDone).toBe(false);
    board.level(2000);
    board.finish(3000);
    expect(board.timestamp()).toBe(stamp(board) + 1);
    expect(Math.abs((board.fromTrigger(0)[0] ?? 0) - 1000)).toBeLessThan(40);
  });

  it('waiting costs next to nothing per look', () => {
    const board = new TestBoard('out1->in1', 2);
    board.generate(0, 2 ** 20, triangle);
    board.write(ASG + 4, 0x0800);
    board.write(dsp('asg0', 4), 1);
    arm(board, BOTH, PULSE, 0, 3000);
    board.write(trig(0), SIGNAL.in1);
    board.write(trig(0x100), 1);
    isArmed(board);
    const before = board.status.evaluations;
    for (let i = 0; i < 1000; i++) {
      board.wait(125_000);
      expect(isArmed(board)).toBe(true);
    }
    expect(board.status.evaluations - before).toBeLessThan(1000);
  });
});
