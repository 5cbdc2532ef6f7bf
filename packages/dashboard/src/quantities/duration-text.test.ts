import { describe, expect, it } from 'vitest';
import { durationText, millisecondsText } from './duration-text.ts';

describe('durations', () => {
  it('have the unit that suits', () => {
    expect([0.04, 9.94, 59.9, 120, 7199, 7200, 200_000].map(durationText)).toEqual([
      ...['0.0 s', '9.9 s', '59 s', '2 min', '119 min', '2 h', '2 days'],
    ]);
    expect([null, 0.1234, 1, 12.345, 999, 1500].map(millisecondsText)).toEqual([
      ...['–', '123 µs', '1 ms', '12.3 ms', '999 ms', '1.5 s'],
    ]);
  });
});
