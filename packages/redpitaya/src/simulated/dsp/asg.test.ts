import { describe, expect, it } from 'vitest';
import { asgAt, asgBlock, asgLatency, tableLength } from './asg.ts';
import { PointerMotion, pointerReset } from './asg-pointer.ts';
import { randomIndexAt, randomIndexBlock } from './prng.ts';

const ramp = Int16Array.from({ length: tableLength }, (_, index) => index - 8192);
const still = PointerMotion.waiting({ ...pointerReset, startPhase: 16_383 << 16 }, 0);
const plain = { table: ramp, amplitude: 8192, offset: 0, zero: false, random: false };

describe('ASG output', () => {
  it('shows the first table entry, scaled and with offset, before any trigger', () => {
    expect(asgAt(plain, still, 100)).toBe(8191);
    expect(asgAt({ ...plain, amplitude: 4096, offset: -100 }, still, 100)).toBe(3995);
  });

  it('saturates, and wraps where amplitude and offset together exceed 15 bits, as the gateware does', () => {
    expect(asgAt({ ...plain, offset: 5000 }, still, 100)).toBe(8191);
    expect(asgAt({ ...plain, amplitude: 16_383, offset: 8191 }, still, 100)).toBe(-8192);
  });

  it('is 0 with the zero bit', () => {
    expect(asgAt({ ...plain, zero: true }, still, 100)).toBe(0);
    const out = new Int16Array(3).fill(5);
    asgBlock(out, { ...plain, zero: true }, still, 0, 1, 3);
    expect([...out]).toEqual([0, 0, 0]);
  });

  it('is random without a trigger where the table address is', () => {
    const out = new Int32Array(50);
    asgBlock(out, { ...plain, random: true }, still, 1000, 64, 50);
    const expected = Array.from({ length: 50 }, (_, index) => {
      return randomIndexAt(1000 + 64 * index - asgLatency.pointer) - 8192;
    });
    expect([...out]).toEqual(expected);
    expect(new Set(out).size).toBeGreaterThan(40);
  });
});

describe('random table address', () => {
  it('is that of the rotating generator, at any cycle and stride', () => {
    const length = 30_000;
    const expected: number[] = [];
    let [x1, x2, x3] = [1, 2, 3];
    while (expected.length < length) {
      [x1, x2, x3] = [x3 ^ (x3 >>> 13), x1 ^ (x1 << 17), x2 ^ (x2 >>> 5)];
      expected.push(x3 >>> 18);
    }
    for (let cycle = 0; cycle < length; cycle += 97) expect(randomIndexAt(cycle)).toBe(expected[cycle]);
    for (const stride of [1, 2, 3, 5, 64, 1000]) {
      const out = new Int32Array(29);
      randomIndexBlock(out, 777, stride, 29);
      expect([...out]).toEqual(Array.from(out, (_, index) => expected[777 + index * stride]));
    }
  });

  it('reaches cycles weeks away, consistently', () => {
    const out = new Int32Array(4);
    const far = 2 ** 50;
    randomIndexBlock(out, far, 1, 4);
    expect([...out]).toEqual([0, 1, 2, 3].map((offset) => randomIndexAt(far + offset)));
    randomIndexBlock(out, far - 3 * 2 ** 20, 2 ** 20, 4);
    expect(out[3]).toBe(randomIndexAt(far));
  });
});
