import { describe, expect, it } from 'vitest';
import { pwmConfiguration } from './ams.ts';
import { SIGNAL } from './dsp.ts';
import { dsp, sine, TestBoard } from './testing/test-board.ts';

const AMS = 0x4040_0000;

/** 24 bits as the mean voltage that the modulator makes of them, V. */
function volts(word: number): number {
  const lengthened = (word & 0xffff).toString(2).replaceAll('0', '').length;
  return (1.8 * ((word >>> 16) + lengthened / 16)) / 256;
}

describe('slow analog outputs', () => {
  it.each([
    [-8192, 0x00_0000],
    [-1, 0x7f_7fff],
    [4, 0x80_0080],
    [8, 0x80_0808],
    [16, 0x80_2222],
    [32, 0x80_5555],
    [8191, 0xff_7fff],
  ])('configure the modulator as the gateware does: %d counts', (signal, word) => {
    expect(pwmConfiguration(signal)).toBe(word);
  });

  it('0 and 1 follow the signal that their input selects, from 0 to 1.8 V', () => {
    const board = new TestBoard();
    expect([board.read(AMS + 0x20), board.read(AMS + 0x24)]).toEqual([0x80_0000, 0x80_0000]);
    board.write(dsp('in1', 0), SIGNAL.asg0);
    board.write(dsp('in2', 0), SIGNAL.asg1);
    let before = -1;
    for (const counts of [-8192, -5000, -3, 0, 7, 4096, 8191]) {
      board.level(counts);
      board.wait(10);
      const now = volts(board.read(AMS + 0x20));
      expect(Math.abs(now - (1.8 * (counts + 8192)) / 16_384)).toBeLessThan(1.8 / 4096);
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
      expect(board.read(AMS + 0x24)).toBe(0x80_0000);
    }
    board.write(AMS + 0x20, 0);
    expect(volts(board.read(AMS + 0x20))).toBe(before);
  });

  it('show a moving signal two cycles late', () => {
    const board = new TestBoard();
    board.generate(0, 2 ** 22, sine);
    board.write(dsp('in1', 0), SIGNAL.asg0);
    const words = board.fpga.read(AMS + 0x20, 1);
    const cycle = board.status.cycle - 12;
    const samples = new TestBoard();
    samples.generate(0, 2 ** 22, sine);
    samples.write(dsp('in1', 0), SIGNAL.asg0);
    samples.wait(256 - 2);
    const shown = samples.read(dsp('asg0', 0x10));
    expect(samples.status.cycle - 12).toBe(cycle + 256 - 2);
    expect(words[0]).toBe(pwmConfiguration((shown << 18) >> 18));
  });

  it('2 and 3 keep what is written', () => {
    const board = new TestBoard();
    board.write(AMS + 0x28, 0x47_0003);
    board.write(AMS + 0x2c, 0xffff_ffff);
    expect([board.read(AMS + 0x28), board.read(AMS + 0x2c)]).toEqual([0x47_0003, 0xff_ffff]);
    expect(volts(0x47_0003)).toBeCloseTo(0.5, 3);
  });
});
