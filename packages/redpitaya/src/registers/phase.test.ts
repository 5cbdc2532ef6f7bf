import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ValueOutOfRangeError } from './errors.ts';
import { phase } from './phase.ts';

describe('phase', () => {
  it("writes PyRPL's codes", () => {
    expect(phase('start_phase', 30).encode(90)).toBe(0x1000_0000);
    expect(phase('phase', 32, -1).encode(45)).toBe(0xe000_0000);
  });

  it('gives back every code, in both directions', () => {
    for (const [bits, direction] of [
      [30, 1],
      [32, -1],
      [32, 1],
    ] as const) {
      const codec = phase('phase', bits, direction);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** bits - 1 }), (code) => {
          const angle = codec.decode(code);
          expect(angle).toBeGreaterThanOrEqual(0);
          expect(angle).toBeLessThan(360);
          expect(codec.encode(angle)).toBe(code);
        }),
      );
    }
  });

  it('takes any angle modulo a turn', () => {
    const codec = phase('phase', 32, -1);
    expect(codec.encode(-315)).toBe(codec.encode(45));
    expect(codec.encode(360 * 1000 + 45)).toBe(codec.encode(45));
    expect(codec.encode(360)).toBe(0);
    expect(() => codec.encode(Number.NaN)).toThrow(ValueOutOfRangeError);
  });
});
