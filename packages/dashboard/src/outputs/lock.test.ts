import { describe, expect, it } from 'vitest';
import { holdsLock } from './lock.ts';

describe('holdsLock', () => {
  it.each([
    [{ output_direct: 'out1', p: 0.1, i: 0 }, true],
    [{ output_direct: 'both', p: 0, i: -20 }, true],
    [{ output_direct: 'out2', p: 0, i: 0 }, false],
    [{ output_direct: 'off', p: 1, i: 100 }, false],
  ] as const)('%o: %s', (settings, held) => {
    expect(holdsLock(settings)).toBe(held);
  });
});
