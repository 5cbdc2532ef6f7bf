/** SI prefixes by their power of ten. */
const PREFIXES: ReadonlyMap<number, string> = new Map([
  [-12, 'p'],
  [-9, 'n'],
  [-6, 'µ'],
  [-3, 'm'],
  [0, ''],
  [3, 'k'],
  [6, 'M'],
  [9, 'G'],
]);

const SMALLEST = Math.min(...PREFIXES.keys());
const LARGEST = Math.max(...PREFIXES.keys());

/** Powers of ten by what people type: the letter u and both code points of µ, and K, which no unit here needs. */
const POWERS: ReadonlyMap<string, number> = new Map([
  ...[...PREFIXES].map(([power, prefix]): [string, number] => [prefix, power]),
  ['u', -6],
  ['\u03bc', -6],
  ['K', 3],
]);

/** Units that stand without a prefix: a kilodegree would puzzle. */
const WITHOUT_PREFIX: ReadonlySet<string> = new Set(['1', '%', 'deg', 'dB', 'dBV', 'dBm']);

/** Significant digits where nothing else is asked. */
const DIGITS = 6;

/** Most significant digits: beyond these, decimal fractions show how binary numbers round. */
const MOST_DIGITS = 15;

const NUMBER = /^([+-]?)(\d+\.?\d*|\.\d+)(?:e([+-]?\d+))?\s*(.*)$/i;

/**
 * A value with its unit as people write it: `12.5 kHz`, `-3.2 mV`, `0 V`, `45 deg`; a plain number for unit `1`.
 *
 * @param value - in the unit
 * @param unit - such as `Hz`, `V`, `s`, `deg`; `1` for a number without unit
 * @param digits - significant digits, 1 to 15; zeros at the end are left out
 */
export function formatSi(value: number, unit: string, digits: number = DIGITS): string {
  if (!Number.isFinite(value)) return withUnit(String(value), '', unit);
  const rounded = Number(value.toPrecision(Math.min(MOST_DIGITS, Math.max(1, Math.round(digits)))));
  if (rounded === 0) return withUnit('0', '', unit);
  if (WITHOUT_PREFIX.has(unit)) return withUnit(String(rounded), '', unit);
  // As text, for a division would bring digits that the value does not have.
  const [mantissa = '', exponent = '0'] = rounded.toExponential().split('e');
  const thousands = 3 * Math.floor(Number(exponent) / 3);
  const power = Math.min(LARGEST, Math.max(SMALLEST, thousands));
  const scaled = Number(`${mantissa}e${Number(exponent) - power}`);
  return withUnit(String(scaled), PREFIXES.get(power) ?? '', unit);
}

/**
 * Significant digits that show a value no finer than the board's grid, so that `1 kHz` stays `1 kHz` although the grid
 * has 1000.0076 Hz.
 *
 * @param value - in the unit
 * @param resolution - a power of ten at or below the grid's step, in the same unit
 * @returns 1 to 15
 */
export function digitsOf(value: number, resolution: number): number {
  if (value === 0) return 1;
  const digits = Math.floor(Math.log10(Math.abs(value))) - Math.round(Math.log10(resolution)) + 1;
  return Math.min(MOST_DIGITS, Math.max(1, digits));
}

/**
 * Reads what {@link formatSi} writes, and what people type in its place: `12.5k`, `12.5 kHz`, `1e6`, `200 u`. The unit may
 * be left out, but not be another one.
 *
 * A decimal comma is refused rather than guessed: `1,234` is a thousand to some and about one to others.
 *
 * @param text - as typed
 * @param unit - as for {@link formatSi}
 * @returns the value in the unit, or a sentence that says what is wrong
 */
export function parseSi(text: string, unit: string): number | string {
  const typed = text.trim().replace('\u2212', '-');
  if (typed === '') return 'A number is missing.';
  if (typed.includes(',')) return 'Write the decimal point as a point, and no commas.';
  const match = NUMBER.exec(typed);
  if (match === null) return `“${typed}” is not a number${exampleOf(unit)}.`;
  const [, sign = '', mantissa = '', exponent = '0', rest = ''] = match;
  const power = powerOf(rest.trim(), unit);
  if (typeof power === 'string') return power;
  const value = Number(`${sign}${mantissa}e${Number(exponent) + power}`);
  if (!Number.isFinite(value)) return `“${typed}” is larger than any number here can be.`;
  return value === 0 ? 0 : value;
}

/** Power of ten of what stands behind the number, or what is wrong with it. */
function powerOf(rest: string, unit: string): number | string {
  if (rest === '') return 0;
  if (WITHOUT_PREFIX.has(unit)) {
    if (rest === unit && unit !== '1') return 0;
    if (unit === 'deg' && rest === '°') return 0;
    return unit === '1'
      ? `“${rest}” is not understood: this is a number without a unit.`
      : `“${rest}” is not understood: the unit here is ${unit}.`;
  }
  const prefix = rest.endsWith(unit) ? rest.slice(0, -unit.length).trim() : rest;
  const power = POWERS.get(prefix);
  if (power !== undefined) return power;
  return `“${rest}” is not understood: the unit here is ${unit}${exampleOf(unit)}.`;
}

function exampleOf(unit: string): string {
  return WITHOUT_PREFIX.has(unit) ? '' : `, as in 12.5 k${unit} or 12.5 k`;
}

function withUnit(number: string, prefix: string, unit: string): string {
  return unit === '1' ? number : `${number} ${prefix}${unit}`;
}
