import { describe, expect, it } from 'vitest';
import { roundHalfEven } from './rounding.ts';

describe('roundHalfEven', () => {
  it('rounds halves to the even number, as Python does', () => {
    const values = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 4194303.5];
    expect(values.map((value) => roundHalfEven(value) + 0)).toEqual([-2, -2, 0, 0, 2, 2, 4194304]);
  });

  it('rounds everything else to the nearest', () => {
    const values = [-1.51, -1.49, 0.49999999999999994, 2.500001];
    expect(values.map((value) => roundHalfEven(value) + 0)).toEqual([-2, -1, 0, 3]);
  });
});
