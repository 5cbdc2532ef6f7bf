import { expect, it } from 'vitest';
import { phasorScale } from './phasor-scale.ts';

it.each([
  [0, 1e-3],
  [Number.NaN, 1e-3],
  [0.0011, 2e-3],
  [0.2, 0.2],
  [0.21, 0.5],
  [0.51, 1],
  [0.99, 1],
])('a phasor of %d V is drawn in a circle of %d V', (magnitude, scale) => {
  expect(phasorScale(magnitude)).toBe(scale);
});
