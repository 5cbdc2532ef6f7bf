import { describe, expect, it } from 'vitest';
import { CYCLES_PER_WORD } from './clock.ts';
import { ASG, SCOPE, sine, TestBoard, triangle } from './testing/test-board.ts';

const HK = 0x4000_0000;
const RISING = 6;
const FALLING = 7;
/** Generator sources. */
const EXT_RISING = 2;
const EXT_FALLING = 3;
const EXT_LEVEL = 4;
const HIGH = 5;

/** Pointer of asg0, as a step in its output: the table holds the index of its entry. */
function ramp(board: TestBoard, step: number, control: number): void {
  board.fpga.write(
    ASG + 0x1_0000,
    Uint32Array.from({ length: 16384 }, (_, i) => (i - 8192) & 0x3fff),
  );
  board.write(ASG + 0x10, step);
  board.write(ASG, control);
}

describe('expansion pins', () => {
  it('read what drives them, from outside or from the board', () => {
    const board = new TestBoard();
    board.fpga.drivePins('p', 0b1010_0101);
    board.fpga.drivePins('n', 0b11);
    expect([board.read(HK + 0x20), board.read(HK + 0x24)]).toEqual([0b1010_0101, 0b11]);
    board.write(HK + 0x18, 0b1111_0010);
    expect(board.read(HK + 0x20)).toBe(0b1010_0101);
    board.write(HK + 0x10, 0b0000_1111);
    expect(board.read(HK + 0x20)).toBe(0b1010_0010);
    board.write(HK + 0x1c, 4);
    board.write(HK + 0x14, 4);
    expect(board.read(HK + 0x24)).toBe(0b111);
    board.write(HK + 0x20, 0);
    expect(board.read(HK + 0x20)).toBe(0b1010_0010);
  });
});

describe('external trigger of the scope', () => {
  it.each([
    [RISING, 1],
    [FALLING, 0],
  ])('source %d waits for its edge of DIO0_P', (source, level) => {
    const board = new TestBoard();
    board.inputs('asg0', 'asg1');
    board.fpga.drivePins('p', 1 - level);
    board.start(source, 16384, 1);
    board.wait(1e6);
    expect(board.isDone).toBe(false);
    board.fpga.drivePins('p', level);
    const edge = board.status.cycle;
    board.wait(30_000);
    expect(board.isDone).toBe(true);
    expect(board.timestamp()).toBe(edge + 4);
  });

  it('the board can trigger itself by driving the pin', () => {
    const board = new TestBoard();
    board.write(HK + 0x10, 1);
    board.start(RISING, 16384, 1);
    board.write(HK + 0x18, 1);
    board.wait(30_000);
    expect(board.isDone).toBe(true);
  });

  it('further edges within the debounce are ignored', () => {
    const board = new TestBoard();
    const pulse = (): number => {
      board.fpga.drivePins('p', 1);
      const at = board.status.cycle;
      board.wait(100);
      board.fpga.drivePins('p', 0);
      board.wait(100);
      return at;
    };
    pulse();
    board.start(RISING, 16384, 1);
    board.wait(30_000);
    pulse();
    board.wait(30_000);
    expect(board.isDone).toBe(false);
    board.wait(5_000);
    const edge = pulse();
    board.wait(30_000);
    expect(board.isDone).toBe(true);
    expect(board.timestamp()).toBe(edge + 4);
  });
});

describe('external trigger of a generator', () => {
  const step = 2 ** 16;

  it.each([
    [EXT_RISING, 1],
    [EXT_FALLING, 0],
  ])('source %d starts a burst at its edge', (source, level) => {
    const board = new TestBoard();
    board.fpga.drivePins('p', 1 - level);
    board.write(ASG + 0x18, 1);
    ramp(board, step, 0x0200_0210 + source);
    board.wait(100_000);
    expect(board.sample('asg0')).toBe(-8192);
    board.fpga.drivePins('p', level);
    const edge = board.status.cycle;
    board.wait(1000);
    const value = board.sample('asg0');
    const at = board.status.cycle - CYCLES_PER_WORD;
    expect(value).toBe(-8192 + (at - edge - 4 - 1 - 6));
    board.wait(20_000);
    const rest = board.sample('asg0');
    board.fpga.drivePins('p', 1 - level);
    board.wait(70_000);
    expect(board.sample('asg0')).toBe(rest);
    board.fpga.drivePins('p', level);
    board.wait(1000);
    expect(board.sample('asg0')).not.toBe(rest);
  });

  it('an edge within 0.5 ms of the last one is not heard', () => {
    const board = new TestBoard();
    board.write(ASG + 0x18, 1);
    ramp(board, step, 0x0200_0210 + EXT_RISING);
    const pulse = (): void => {
      board.fpga.drivePins('p', 1);
      board.wait(50);
      board.fpga.drivePins('p', 0);
    };
    pulse();
    board.wait(40_000);
    const rest = board.sample('asg0');
    pulse();
    board.wait(1000);
    expect(board.sample('asg0')).toBe(rest);
    board.wait(25_000);
    pulse();
    board.wait(1000);
    expect(board.sample('asg0')).not.toBe(rest);
  });

  it('a level lets the generator run on; its periods count from the end of it', () => {
    const board = new TestBoard();
    board.write(ASG + 0x18, 2);
    ramp(board, step, 0x0200_0210 + EXT_LEVEL);
    const isRunning = (): boolean => new Set([0, 1].map(() => board.sample('asg0'))).size === 2;
    expect(isRunning()).toBe(false);
    board.fpga.drivePins('p', 1);
    board.wait(100_000);
    expect(isRunning()).toBe(true);
    board.fpga.drivePins('p', 0);
    board.wait(16_384);
    expect(isRunning()).toBe(true);
    board.wait(20_000);
    expect(isRunning()).toBe(false);
  });

  it('a constant trigger runs endlessly and offers the scope a trigger at any time', () => {
    const board = new TestBoard();
    board.write(ASG + 0x18, 1);
    ramp(board, 1, 0x0200_0210 + HIGH);
    board.wait(1e6);
    expect(board.sample('asg0')).not.toBe(-8192);
    board.inputs('asg0', 'asg1');
    board.start(8, 16384, 1);
    board.wait(100_000);
    expect(board.isDone).toBe(true);
    board.write(ASG + 0x10, 2 ** 20);
    const values = new Set(Array.from({ length: 20 }, () => board.sample('asg0')));
    expect(values.size).toBeGreaterThan(15);
  });

  it('the advanced trigger of asg1 serves asg0: inverted, its end starts the generator', () => {
    const board = new TestBoard();
    board.write(ASG + 0x18, 1);
    board.write(ASG + 0x138, 5000);
    board.write(ASG + 0x13c, 0);
    const inverted = 0x0400_0000;
    ramp(board, step, (0x0210 | inverted) + EXT_RISING);
    board.wait(100_000);
    const before = board.sample('asg0');
    board.fpga.drivePins('p', 1);
    const edge = board.status.cycle;
    board.wait(4900);
    expect(board.sample('asg0')).toBe(before);
    board.wait(1000);
    const value = board.sample('asg0');
    const at = board.status.cycle - CYCLES_PER_WORD;
    const start = edge + 1 + 5001;
    expect(value).toBe(-8192 + (at - start - 4 - 1 - 6));
  });

  it('a gate repeats bursts until it closes', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 18, triangle);
    board.write(ASG + 0x18, 1);
    board.write(ASG + 0x1c, 1);
    board.write(ASG + 0x20, 100);
    board.write(ASG, 0x0200_0350);
    board.write(ASG, 0x0200_0310 + EXT_RISING);
    const isBusy = (): boolean => {
      const values = new Set<number>();
      for (let i = 0; i < 200; i++) {
        board.wait(100);
        values.add(board.sample('asg0'));
      }
      return values.size > 3;
    };
    expect(isBusy()).toBe(false);
    board.fpga.drivePins('p', 1);
    board.wait(10e6);
    expect(isBusy()).toBe(true);
    board.fpga.drivePins('p', 0);
    board.wait(10_000);
    expect(isBusy()).toBe(false);
  });
});

describe('pointer at the trigger', () => {
  it('keeps following the generator until the acquisition is over', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 16, sine);
    board.start(1, 16384, 1);
    board.wait(1000);
    const [a, b] = [board.read(ASG + 0x114), board.read(ASG + 0x114)];
    expect((b - a) & 16383).toBe(12);
    board.wait(40_000);
    const last = board.read(ASG + 0x114);
    expect(board.read(ASG + 0x114)).toBe(last);
    expect((last - a) & 16383).toBeGreaterThan(14_000);
    expect(board.read(SCOPE)).toBe(0);
  });
});
