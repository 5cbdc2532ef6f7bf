import { describe, expect, it } from 'vitest';
import { Batch, PIECE_WORDS } from './batch.ts';
import { Flight } from './flight.ts';

describe('Flight', () => {
  it('lets pieces of a large transfer leave several at a time, and a small request at any time', () => {
    const flight = new Flight();
    const batch = new Batch([{ op: 'read', address: 0x4011_0000, count: 16_384 }]);
    const leave = (): number => {
      let left = 0;
      for (; flight.isOpen('read', PIECE_WORDS); left += 1) {
        const piece = batch.take();
        if (piece === null) break;
        flight.depart(piece, 0);
      }
      return left;
    };
    const first = leave();
    expect(first).toBeGreaterThan(2);
    expect(flight.isOpen('read', 1)).toBe(false);
    flight.arrive(0);
    expect(leave()).toBe(0);
    expect(flight.isOpen('read', 1)).toBe(true);
    for (let piece = 1; piece < first / 2; piece += 1) flight.arrive(0);
    expect(leave()).toBeGreaterThan(1);
  });
});
