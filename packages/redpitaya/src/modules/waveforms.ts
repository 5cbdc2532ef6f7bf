import { ValueOutOfRangeError } from '../registers/errors.ts';
import { toField } from '../registers/fixed-point.ts';
import { roundHalfEven } from '../registers/rounding.ts';

/** Values of a generator's table: one period. */
export const TABLE_LENGTH = 16_384;

/** Shapes that the driver knows. */
export const WAVEFORMS = ['sin', 'cos', 'ramp', 'halframp', 'square', 'dc', 'noise'] as const;

/** One of {@link WAVEFORMS}. */
export type Waveform = (typeof WAVEFORMS)[number];

/** Code of a table value of 1. */
const FULL_SCALE = 8191;

/**
 * Full scale over rms of the noise table, none of whose values is beyond 4 standard deviations. The amplitude of noise
 * is its rms, so its register holds this many times the amplitude.
 */
export const NOISE_CREST = 4;

const SHAPES: Readonly<Record<Exclude<Waveform, 'noise'>, (x: number) => number>> = {
  sin: (x) => Math.sin(2 * Math.PI * x),
  cos: (x) => Math.cos(2 * Math.PI * x),
  ramp: (x) => (x < 0.5 ? 4 * x - 1 : 3 - 4 * x),
  halframp: (x) => 2 * x - 1,
  square: (x) => (x < 0.5 ? 1 : -1),
  dc: () => 0,
};

/**
 * Values of a normal distribution: Box and Muller's transform of a regular grid. The order does not matter, for the
 * board picks at random, and the same values each time make the amplitude exact.
 */
function normalValues(): Float64Array {
  const side = Math.sqrt(TABLE_LENGTH);
  const values = Float64Array.from({ length: TABLE_LENGTH }, (_, index) => {
    const radius = Math.sqrt(-2 * Math.log((Math.floor(index / side) + 0.5) / side));
    return radius * Math.cos((2 * Math.PI * ((index % side) + 0.5)) / side);
  });
  const rms = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / TABLE_LENGTH);
  return values.map((value) => value / (NOISE_CREST * rms));
}

const encode = (values: Float64Array): Uint32Array =>
  Uint32Array.from(values, (value) => toField(roundHalfEven(FULL_SCALE * value), 14));

function computeTable(waveform: Waveform): Uint32Array {
  if (waveform === 'noise') return encode(normalValues());
  const shape = SHAPES[waveform];
  return encode(Float64Array.from({ length: TABLE_LENGTH }, (_, index) => shape(index / TABLE_LENGTH)));
}

/** Computing a table takes milliseconds that nobody else should wait for, and it is the same each time. */
const tables = new Map<Waveform, Uint32Array>();

/** The table of a waveform, as register words; the same array each time, not to be written to. */
export function waveformTable(waveform: Waveform): Uint32Array {
  const table = tables.get(waveform) ?? computeTable(waveform);
  tables.set(waveform, table);
  return table;
}

/**
 * The table of someone's own waveform, as register words. Fewer than 16384 values make one period too: each is held
 * for an equal part of it.
 *
 * @param data values from -1 to 1; their number is a power of two from 2 to 16384
 * @throws ValueOutOfRangeError for any other number of values, and naming the first value outside -1 to 1.
 */
export function customTable(data: ArrayLike<number>): Uint32Array {
  const { length } = data;
  if (!(length >= 2 && length <= TABLE_LENGTH && TABLE_LENGTH % length === 0)) {
    const range = `a power of two of values, from 2 to ${TABLE_LENGTH}`;
    throw new ValueOutOfRangeError('data', `${length} values`, range, '1');
  }
  for (let index = 0; index < length; index += 1) {
    const value = data[index] ?? Number.NaN;
    if (!(value >= -1 && value <= 1)) {
      throw new ValueOutOfRangeError('data', `${value} at index ${index}`, 'from -1 to 1', '1');
    }
  }
  const held = TABLE_LENGTH / length;
  return encode(
    Float64Array.from({ length: TABLE_LENGTH }, (_, index) => data[Math.floor(index / held)] ?? 0),
  );
}
