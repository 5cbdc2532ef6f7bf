import { expect, it } from 'vitest';
import { ManualClock } from '../../../client/src/testing/manual-clock.ts';
import { ActivityWatch } from './activity-watch.ts';

const registers = { read: (_: number, count: number) => new Uint32Array(count), write: () => undefined };

it('calls back when the registers have been at rest, and nobody was logged in, for so long', () => {
  const clock = new ManualClock();
  const watch = new ActivityWatch(registers, clock);
  let idle = 0;
  let isLoggedIn = false;
  const stop = watch.onIdle(
    60_000,
    () => isLoggedIn,
    () => {
      idle += 1;
    },
  );
  clock.advance(50_000);
  watch.read(0, 1);
  clock.advance(50_000);
  isLoggedIn = true;
  clock.advance(500_000);
  isLoggedIn = false;
  clock.advance(58_000);
  expect(idle).toBe(0);
  clock.advance(2000);
  expect(idle).toBe(1);
  stop();
  expect(clock.armed).toBe(0);
});
