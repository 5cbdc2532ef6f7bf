import { describe, expect, it } from 'vitest';
import { limitReached, placeBetween } from './limits.ts';

describe('limitReached', () => {
  it.each([
    [0.5, 'upper'],
    [0.49999, 'upper'],
    [0.499, null],
    [0, null],
    [-0.25, 'lower'],
    [-0.3, 'lower'],
  ])('%d V between -0.25 V and 0.5 V: %s', (output, limit) => {
    expect(limitReached(output, -0.25, 0.5)).toBe(limit);
  });
});

describe('placeBetween', () => {
  it('stays within', () => {
    expect(placeBetween(0, -1, 1)).toBe(0.5);
    expect(placeBetween(3, -1, 1)).toBe(1);
    expect(placeBetween(-3, -1, 1)).toBe(0);
    expect(placeBetween(0.3, 0.3, 0.3)).toBe(0.5);
  });
});
