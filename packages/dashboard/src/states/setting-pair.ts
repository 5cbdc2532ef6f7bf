import { settingText } from '../board/setting-text.ts';
import { formatSi } from '../quantities/si.ts';

/** Significant digits that are tried, one after the other, until two numbers look different. */
const DIGITS = [9, 12, 15];

/** Two values of one setting that differ, for people: with as many digits as it takes to see that they do. */
export function settingPair(one: unknown, other: unknown, unit: string): readonly [string, string] {
  const short = [settingText(one, unit), settingText(other, unit)] as const;
  if (short[0] !== short[1]) return short;
  if (typeof one === 'number' && typeof other === 'number') {
    const pairs = DIGITS.map(
      (digits) => [formatSi(one, unit, digits), formatSi(other, unit, digits)] as const,
    );
    return pairs.find(([text, otherText]) => text !== otherText) ?? [String(one), String(other)];
  }
  return [JSON.stringify(one) ?? short[0], JSON.stringify(other) ?? short[1]];
}
