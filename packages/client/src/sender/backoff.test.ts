import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Backoff, FIRST_DELAY, LONGEST_DELAY } from './backoff.ts';

it('doubles its delays up to a limit, and starts anew after a success', () => {
  const backoff = new Backoff(() => 1);
  const delays = Array.from({ length: 8 }, () => backoff.next());
  expect(delays).toEqual([0.25, 0.5, 1, 2, 4, 8, 10, 10]);
  backoff.reset();
  expect(backoff.next()).toBe(FIRST_DELAY);
});

it('stays between half and all of its delay, so that many clients do not come back in step', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.nat(2000),
      (random, attempts) => {
        const backoff = new Backoff(() => random);
        for (let attempt = 0; attempt < attempts; attempt += 1) backoff.next();
        const ceiling = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** attempts);
        const delay = backoff.next();
        expect(delay).toBeGreaterThanOrEqual(ceiling / 2);
        expect(delay).toBeLessThanOrEqual(ceiling);
      },
    ),
  );
});
