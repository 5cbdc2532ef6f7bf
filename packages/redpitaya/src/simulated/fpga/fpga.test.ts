import { describe, expect, it } from 'vitest';
import { BoardClock, CYCLES_PER_WORD } from './clock.ts';
import { TestBoard } from './testing/test-board.ts';

const ALL_ONES = 0xffff_ffff;

/** Address, value after the image was loaded, bits that keep what is written. */
const STORED: readonly (readonly [number, number, number])[] = [
  [0x4000_000c, 0, 1],
  [0x4000_0010, 0, 0xff],
  [0x4000_001c, 0, 0xff],
  [0x4000_0030, 0, 0xff],
  [0x4010_0008, 0, 0x3fff],
  [0x4010_0010, 8192, ALL_ONES],
  [0x4010_0014, 0x2000, 0x1_ffff],
  [0x4010_0020, 20, 0x3fff],
  [0x4010_0028, 0, 1],
  [0x4010_0090, 62500, 0xf_ffff],
  [0x4020_0000, 0x0200_0200, 0x1ff7_1ff7],
  [0x4020_0004, 0x2000, 0x3fff_3fff],
  [0x4020_0024, 0x2000, 0x3fff_3fff],
  [0x4020_0008, 0x3fff_ffff, 0x3fff_ffff],
  [0x4020_0028, 0x3fff_ffff, 0x3fff_ffff],
  [0x4020_000c, 0, 0x3fff_ffff],
  [0x4020_0010, 0, 0x3fff_ffff],
  [0x4020_0030, 0, 0x3fff_ffff],
  [0x4020_0018, 0, ALL_ONES],
  [0x4020_001c, 0, 0xffff],
  [0x4020_0040, 0, ALL_ONES],
  [0x4020_0118, 0, ALL_ONES],
  [0x4020_013c, 0, ALL_ONES],
  [0x4030_0000, 10, 15],
  [0x4039_0000, 11, 15],
  [0x403a_0000, 15, 15],
  [0x403b_0000, 15, 15],
  [0x4030_0004, 0, 3],
  [0x4039_0004, 0, 3],
  [0x4030_000c, 0xff, 0xff],
  [0x4030_0104, 0, 0x3fff],
  [0x4031_0108, 0, 0xff_ffff],
  [0x4032_010c, 0, 0xff_ffff],
  [0x4030_0110, 0, 0xff_ffff],
  [0x4030_0120, 0, ALL_ONES],
  [0x4030_0124, 0x2000, 0x3fff],
  [0x4030_0128, 0x1fff, 0x3fff],
  [0x4030_012c, 7, 15],
  [0x4033_0104, 0, 3],
  [0x4033_010c, 0, 15],
  [0x4033_011c, 20, 0x3fff],
  [0x4034_0100, 0, 0x3ff],
  [0x4034_0104, 0, 3],
  [0x4034_0120, 0, ALL_ONES],
  [0x4035_0104, 0, ALL_ONES],
  [0x4035_0108, 0, ALL_ONES],
  [0x4035_010c, 0, 15],
  [0x4036_0110, 0, 0x3_ffff],
  [0x4036_0114, 0, 0x3_ffff],
  [0x4037_0118, 0, 0x3_ffff],
  [0x4037_011c, 0, 0x3_ffff],
  [0x4035_0124, 0, ALL_ONES],
  [0x4035_0130, 0, ALL_ONES],
  [0x4035_0134, 0, ALL_ONES],
  [0x4040_0028, 0, 0xff_ffff],
  [0x4040_002c, 0, 0xff_ffff],
];

/** Read-only words that PyRPL reads. */
const CONSTANTS: readonly (readonly [number, number])[] = [
  [0x4000_0000, 1],
  [0x4030_0200, 12],
  [0x4030_0204, 32],
  [0x4031_0208, 10],
  [0x4032_020c, 24],
  [0x4030_0220, 4],
  [0x4030_0224, 5],
  [0x4030_0228, 10],
  [0x4033_0220, 1],
  [0x4033_0224, 5],
  [0x4033_0228, 1],
  [0x4034_0200, 32],
  [0x4034_0204, 29],
  [0x4034_0208, 14],
  [0x4034_0220, 1],
  [0x4034_0224, 3],
  [0x4034_0228, 1000],
  [0x4035_0200, 11],
  [0x4035_0204, 17],
  [0x4035_0208, 32],
  [0x4035_020c, 18],
  [0x4035_0210, 14],
  [0x4035_0214, 24],
  [0x4035_0218, 8],
  [0x4035_0228, 50],
  [0x4035_0230, 2],
  [0x4036_0230, 2],
  [0x4037_0230, 4],
  [0x4037_0234, 5],
  [0x4037_0238, 10],
  [0x4020_0014, 0],
  [0x4020_0114, 0x3fff],
];

describe('register map', () => {
  it('registers start with their reset values and keep the bits of their masks', () => {
    const board = new TestBoard();
    for (const [address, reset] of STORED) {
      expect([address.toString(16), board.read(address)]).toEqual([address.toString(16), reset]);
    }
    for (const [address, , mask] of STORED) {
      if (address === 0x4030_000c) continue;
      board.write(address, ALL_ONES);
      expect([address.toString(16), board.read(address)]).toEqual([address.toString(16), mask]);
    }
    board.write(0x4031_000c, 0x1a5);
    expect(board.read(0x4037_000c)).toBe(0xa5);
  });

  it('constants read what PyRPL expects, written or not', () => {
    const board = new TestBoard();
    for (const [address, value] of CONSTANTS) {
      board.write(address, 0x1234_5678);
      expect([address.toString(16), board.read(address)]).toEqual([address.toString(16), value]);
    }
  });

  it('undefined offsets read 0 and swallow writes; the map repeats every 0x800000', () => {
    const board = new TestBoard();
    for (const address of [
      0x4000_0034, 0x4010_000c, 0x4010_0050, 0x4030_0134, 0x4038_0100, 0x4050_0008, 0x4060_0000, 0x4070_1000,
    ]) {
      board.write(address, ALL_ONES);
      expect(board.read(address)).toBe(0);
    }
    board.write(0x403c_0000, 5);
    expect(board.read(0x403c_0000)).toBe(0);
    board.write(0x4000_0030, 0xa5);
    expect(board.read(0x4080_0030)).toBe(0xa5);
    expect(board.read(0x0000_0030)).toBe(0xa5);
  });

  it('bit 0 of an iq control word shows the sync bit and cannot be written', () => {
    const board = new TestBoard();
    expect(board.read(0x4035_0100)).toBe(3);
    board.write(0x4035_0100, 0x3e);
    expect(board.read(0x4035_0100)).toBe(0x3f);
    board.write(0x4030_000c, 0x1f);
    expect(board.read(0x4035_0100)).toBe(0x3e);
  });

  it('a pid integrator reads back sign-extended, and a trig write of any value arms', () => {
    const board = new TestBoard();
    board.write(0x4030_0100, 0xfccd);
    expect(board.read(0x4030_0100)).toBe(0xffff_fccd);
    expect(board.read(0x4033_0100)).toBe(0);
    board.write(0x4033_0100, 0);
    expect(board.read(0x4033_0100)).toBe(1);
  });

  it('the PWM words follow their signals', () => {
    const board = new TestBoard();
    expect(board.read(0x4040_0020)).toBe(0x80_0000);
    for (const [signal, configuration] of [
      [-8192, 0],
      [-1, 0x7f_7fff],
      [4, 0x80_0080],
      [8, 0x80_0808],
      [16, 0x80_2222],
      [32, 0x80_5555],
      [8191, 0xff_7fff],
    ] as const) {
      board.write(0x4020_0004, (signal & 0x3fff) * 0x1_0000);
      board.write(0x403a_0000, 8);
      board.write(0x403b_0000, 15);
      expect(board.read(0x4040_0020)).toBe(configuration);
      expect(board.read(0x4040_0024)).toBe(0x80_0000);
    }
  });
});

describe('board time', () => {
  it('every word of an access is at a definite cycle, ascending, and computing takes no board time', () => {
    const board = new TestBoard();
    const before = board.status.cycle;
    const counters = board.fpga.read(0x4010_015c, 2);
    expect(counters[0]).toBe(before);
    expect(counters[1]).toBe(0);
    expect(board.status.cycle).toBe(before + 2 * CYCLES_PER_WORD);
    board.wait(1000);
    expect(board.fpga.read(0x4010_015c, 1)[0]).toBe(before + 2 * CYCLES_PER_WORD + 1000);
  });

  it('stands still while a reply is computed', () => {
    let calls = 0;
    const clock = new BoardClock(() => ++calls * 8000);
    clock.resume();
    const cycle = clock.cycle;
    clock.access();
    clock.pause();
    clock.resume();
    expect(clock.cycle).toBe(cycle + CYCLES_PER_WORD + 1000);
  });

  it('the cycle counter passes 32 bits', () => {
    const board = new TestBoard();
    board.wait(5e9);
    const [low, high] = board.fpga.read(0x4010_015c, 2);
    expect(high).toBe(1);
    expect(low).toBe(5e9 - 2 ** 32);
  });
});
