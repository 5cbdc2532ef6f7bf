import { describe, expect, it } from 'vitest';
import { wantedPoints } from './wanted-points.ts';

describe('wantedPoints', () => {
  it('is every sample on a desktop', () => {
    expect(wantedPoints(600, 1)).toBeUndefined();
  });

  it('is two values for each device pixel of a phone, in steps', () => {
    expect(wantedPoints(360, 3)).toBe(2304);
    expect(wantedPoints(361, 3)).toBe(2304);
    expect(wantedPoints(320, 1)).toBe(768);
    expect(wantedPoints(0, 1)).toBe(256);
  });
});
