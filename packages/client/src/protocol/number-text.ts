/** Slots of the table of number texts; a trace of a 14 bit converter has at most 2^14 different values. */
const SLOTS = 2 ** 16;

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);
const slotValues = new Float64Array(SLOTS).fill(Number.NaN);
const slotTexts: string[] = [];

/** JSON text of a number, `null` if it is not finite. Values of a converter come again and again, so texts are kept. */
function numberText(value: number): string {
  bits[0] = value;
  const slot = Math.imul((words[0] ?? 0) ^ (words[1] ?? 0), 0x9e37_79b1) >>> 16;
  if (slotValues[slot] === value) return slotTexts[slot] ?? '';
  if (!Number.isFinite(value)) return 'null';
  const text = String(value);
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
  const texts: string[] = [];
  for (let index = 0; index < values.length; index += 1) texts.push(numberText(values[index] ?? 0));
  const text = `[${texts.join(',')}]`;
  if (kept === null) constantTexts.set(values, text);
  return text;
}
