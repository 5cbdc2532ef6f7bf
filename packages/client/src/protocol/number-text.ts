/**
 * Values of a 14 bit converter are multiples of 1/8192 V, or of 20/8192 V behind the HV jumper. Counted in 1/8192 V and
 * taken modulo 2^16, either kind falls into slots of its own.
 */
const STEPS_PER_VOLT = 8192;
const SLOTS = 2 ** 16;

const slotValues = new Float64Array(SLOTS).fill(Number.NaN);
const slotTexts: string[] = new Array<string>(SLOTS).fill('');

/** JSON text of a number and a comma; `null` if it is not finite. Texts are kept, for the same values come in every trace. */
function numberText(value: number): string {
  const slot = Math.round(value * STEPS_PER_VOLT) & (SLOTS - 1);
  if (slotValues[slot] === value) return slotTexts[slot] ?? '';
  if (!Number.isFinite(value)) return 'null,';
  const text = `${value},`;
  slotValues[slot] = value;
  slotTexts[slot] = text;
  return text;
}

const constantTexts = new WeakMap<ArrayLike<number>, string | null>();

/**
 * Promises that an array never changes, so that its JSON text is made once and kept as long as the array: the time axis
 * of a scope at one decimation, say.
 *
 * @returns the same array
 */
export function constantArray<T extends ArrayLike<number> & object>(array: T): T {
  constantTexts.set(array, null);
  return array;
}

/** JSON text of a list of numbers; a value that is not finite is `null`. */
export function numberListText(values: ArrayLike<number>): string {
  const kept = constantTexts.get(values);
  if (typeof kept === 'string') return kept;
  const last = values.length - 1;
  let text = '[';
  for (let index = 0; index < last; index += 1) text += numberText(values[index] ?? 0);
  // Only the last comma is cut off: cutting the whole text would copy it.
  text += last < 0 ? ']' : `${numberText(values[last] ?? 0).slice(0, -1)}]`;
  if (kept === null) constantTexts.set(values, text);
  return text;
}
