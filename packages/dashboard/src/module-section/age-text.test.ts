import { expect, it } from 'vitest';
import { ageText } from './age-text.ts';

it.each([
  [-5, 'just now'],
  [999, 'just now'],
  [3400, '3 s ago'],
  [12_000, '12 s ago'],
  [600_000, '10 min ago'],
])('%d ms is "%s"', (milliseconds, text) => {
  expect(ageText(milliseconds)).toBe(text);
});
