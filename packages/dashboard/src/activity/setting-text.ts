import { formatSi } from '../quantities/si.ts';

/** Most characters of a value that is a list. */
const LONGEST = 48;

/**
 * The value of a setting, for people.
 *
 * @param unit - of a number; `1` for none
 */
export function settingText(value: unknown, unit: string): string {
  if (value === null || value === undefined) return 'unknown';
  if (typeof value === 'number') return formatSi(value, unit);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
