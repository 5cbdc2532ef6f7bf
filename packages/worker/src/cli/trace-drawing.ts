/** Dots of a braille character by row and column: bits of the code point above U+2800. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** Dots per character. */
const ROWS = DOTS.length;
const COLUMNS = 2;

/**
 * Draws a trace with braille characters, each two dots wide and four high. A column of dots reaches from the lowest to
 * the highest sample of its part of the trace, so that no spike is lost.
 *
 * @param samples finite numbers
 * @param size in characters
 * @returns `size.height` lines of `size.width` characters; blank if there is no sample
 */
export function drawTrace(
  samples: ArrayLike<number>,
  size: { readonly width: number; readonly height: number },
): readonly string[] {
  const cells = Array.from({ length: size.height }, () => new Uint8Array(size.width));
  const { low, high } = range(samples, 0, samples.length);
  const columns = Math.min(size.width * COLUMNS, samples.length);
  const lowestDot = size.height * ROWS - 1;
  const dot = (value: number): number =>
    high === low ? Math.floor(lowestDot / 2) : Math.round(((high - value) / (high - low)) * lowestDot);
  for (let column = 0; column < columns; column += 1) {
    const from = Math.floor((column * samples.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * samples.length) / columns));
    const part = range(samples, from, to);
    for (let row = dot(part.high); row <= dot(part.low); row += 1) {
      const line = cells[Math.floor(row / ROWS)];
      const bit = DOTS[row % ROWS]?.[column % COLUMNS] ?? 0;
      const cell = Math.floor(column / COLUMNS);
      if (line !== undefined) line[cell] = (line[cell] ?? 0) | bit;
    }
  }
  return cells.map((line) => Array.from(line, (bits) => String.fromCodePoint(0x2800 + bits)).join(''));
}

function range(samples: ArrayLike<number>, from: number, to: number): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = from; index < to; index += 1) {
    const value = samples[index] ?? 0;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { low, high };
}
