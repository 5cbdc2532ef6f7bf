import { expect, it } from 'vitest';
import { ManualClock } from '../testing/manual-clock.ts';
import { silentLogger } from './logger.ts';
import { LOG_INTERVAL, RateLimitedLog } from './rate-limited-log.ts';

it('logs each kind at a limited rate, and tells how many lines it suppressed', () => {
  const clock = new ManualClock();
  const lines: unknown[] = [];
  const log = new RateLimitedLog(
    { ...silentLogger, warn: (details, sentence) => lines.push([sentence, details]) },
    clock,
  );
  for (let count = 0; count < 1000; count += 1) log.warn('late', { count }, 'Late.');
  log.warn('malformed', {}, 'Malformed.');
  clock.advance(LOG_INTERVAL * 1000);
  log.warn('late', { count: 1000 }, 'Late.');
  expect(lines).toEqual([
    ['Late.', { count: 0 }],
    ['Malformed.', {}],
    ['Late.', { count: 1000, suppressed: 999 }],
  ]);
});
