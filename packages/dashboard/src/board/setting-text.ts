import { formatSi } from '../quantities/si.ts';

/** Significant digits: the steps of the board's registers are coarser. */
const DIGITS = 5;

/** Most characters of a value that is a list. */
const LONGEST = 48;

/**
 * The value of a setting, for people.
 *
 * @param unit - of a number; `1` for none
 */
export function settingText(value: unknown, unit: string): string {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'number') return formatSi(value, unit, DIGITS);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  const text = Array.isArray(value)
    ? `[${value.map((item) => settingText(item, unit)).join(', ')}]`
    : JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
