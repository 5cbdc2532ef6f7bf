import { formatSi } from './si.ts';

/** Digits that tell a limit exactly enough to type it. */
const DIGITS = 9;

/**
 * Says why a number is out of its range.
 *
 * @returns a sentence, or null if it is within
 */
export function rangeProblem(
  value: number,
  min: number | undefined,
  max: number | undefined,
  unit: string,
): string | null {
  if (min !== undefined && value < min) return `At least ${formatSi(min, unit, DIGITS)}.`;
  if (max !== undefined && value > max) return `At most ${formatSi(max, unit, DIGITS)}.`;
  return null;
}
