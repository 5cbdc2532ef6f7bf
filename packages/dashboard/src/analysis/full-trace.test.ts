import { expect, it } from 'vitest';
import { holdsEverySample } from './full-trace.ts';
import { traceOf } from './testing/traces.ts';

it('tells a trace with every sample from the smallest and largest of groups', () => {
  const full = traceOf([1, 2, 3, 4], [0, 0, 0, 0], { decimation: 64 });
  expect(holdsEverySample(full)).toBe(true);
  // 16384 samples in 8191 groups, the most that are fewer: two values for two samples, for three in some.
  expect(holdsEverySample({ ...full, time_step: (full.time_step * 16_384) / 16_382 })).toBe(false);
  expect(holdsEverySample({ ...full, time_step: full.time_step * 16 })).toBe(false);
});
