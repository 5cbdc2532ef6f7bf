/** A text with the digit that was tuned: what stands selected afterwards. */
export interface TunedText {
  readonly text: string;
  /** Position of the tuned digit. */
  readonly digit: number;
}

/** A text in which a digit is about to be tuned. */
export interface TunableText {
  readonly text: string;
  /** Behind the digit. */
  readonly caret: number;
}

/** Digits that count in a number whose last digit is a small step. */
const FINE = 3;

const PARTS = /^(\s*)([+-]?)(\d*)(?:\.(\d*))?(.*)$/su;

/**
 * Counts one digit of a number up or down, with carry, as the knob of a bench instrument does. Prefix, unit and the number
 * of decimals stay, so that the same digit can be tuned on; zeros are kept in front for the same reason.
 *
 * @param text - a number, with or without what stands behind it
 * @param caret - the digit before it is tuned; before the first digit, that one
 * @param steps - how far: 1 is one up, -10 one down in the digit to the left
 * @returns null where there is no digit
 */
export function tuneDigit(text: string, caret: number, steps: number): TunedText | null {
  const [, space = '', sign = '', whole = '', decimals = '', rest = ''] =
    PARTS.exec(text.replace('\u2212', '-')) ?? [];
  if (whole === '' && decimals === '') return null;
  const start = space.length + sign.length;
  const place = placeAt(caret - start, whole.length, decimals.length);
  const unsigned = BigInt(whole + decimals);
  const value =
    (sign === '-' ? -unsigned : unsigned) + BigInt(steps) * 10n ** BigInt(decimals.length + place);
  const shortest = decimals.length + Math.max(1, place + 1);
  const digits = String(value < 0n ? -value : value).padStart(shortest, '0');
  const point = digits.length - decimals.length;
  const number = decimals === '' ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  const front = value < 0n ? '-' : '';
  return { text: `${front}${number}${rest}`, digit: front.length + point - (place < 0 ? place : place + 1) };
}

/**
 * The digit that a first step tunes: the chosen one, or where none was chosen the third that counts, so that nothing
 * doubles by one key. Zero has no digit that could be chosen: its step is a thousandth, or that of the board's grid.
 *
 * @param start - begin of the selection
 * @param end - end of the selection, or the caret
 * @param resolution - a power of ten at or below the step of the board's grid
 */
export function tunableDigit(text: string, start: number, end: number, resolution = 0): TunableText {
  const [, space = '', sign = '', whole = '', decimals = '', rest = ''] = PARTS.exec(text) ?? [];
  const isZero = /^0*$/.test(whole + decimals);
  const isChosen = end <= text.length - rest.length && !(start === 0 && end === text.length);
  if (whole === '' || (isZero ? decimals !== '' && isChosen : isChosen)) return { text, caret: end };
  const counting = (whole + decimals).replace(/^0+/, '').length;
  const missing = isZero ? FINE - decimals.length : FINE - counting;
  const finest = resolution > 0 && isZero ? Math.max(0, -Math.round(Math.log10(resolution))) : FINE;
  const wanted = Math.min(decimals.length + Math.max(0, missing), Math.max(decimals.length, finest));
  const number = `${space}${sign}${whole}${wanted === 0 ? '' : `.${decimals.padEnd(wanted, '0')}`}`;
  return { text: `${number}${rest}`, caret: number.length };
}

/**
 * Power of ten of the digit before the caret.
 *
 * @param caret - counted from the first digit
 */
function placeAt(caret: number, whole: number, decimals: number): number {
  if (caret <= whole || decimals === 0) return whole === 0 ? -1 : whole - Math.min(whole, Math.max(1, caret));
  // Behind the point; the position of the point itself still means the digit before it.
  const behind = Math.min(decimals, caret - whole - 1);
  return behind === 0 ? (whole === 0 ? -1 : 0) : -behind;
}
