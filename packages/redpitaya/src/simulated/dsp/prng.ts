/** Column images of a linear map of 32-bit words over GF(2). */
type BitMatrix = Int32Array;

/** The gateware's generator rotates three words; each third cycle a word has gone once through this xorshift. */
function turn(word: number): number {
  const first = word ^ (word >>> 13);
  const second = first ^ (first << 17);
  return second ^ (second >>> 5);
}

function apply(matrix: BitMatrix, word: number): number {
  let [image, rest] = [0, word];
  while (rest !== 0) {
    const bit = 31 - Math.clz32(rest);
    image ^= matrix[bit] ?? 0;
    rest ^= 1 << bit;
  }
  return image;
}

/** Powers 2^k of {@link turn}, extended on demand. */
const powers: BitMatrix[] = [Int32Array.from({ length: 32 }, (_, bit) => turn(1 << bit))];

function power(exponent: number): BitMatrix {
  for (let last = powers.at(-1); last !== undefined && powers.length <= exponent; last = powers.at(-1)) {
    const matrix = last;
    powers.push(matrix.map((column) => apply(matrix, column)));
  }
  return powers[exponent] ?? new Int32Array(32);
}

function jump(word: number, turns: number): number {
  let [result, rest] = [word, turns];
  for (let exponent = 0; rest > 0; exponent += 1) {
    if (rest % 2 === 1) result = apply(power(exponent), result);
    rest = Math.floor(rest / 2);
  }
  return result;
}

/** The words start as 1, 2, 3; cycle 0 shows the output word after the first step of the rotation. */
const firstWords = Int32Array.of(2 ^ (2 >>> 5), 1 ^ (1 << 17) ^ ((1 ^ (1 << 17)) >>> 5), turn(3));

function wordAt(cycle: number): number {
  return jump(firstWords[cycle % 3] ?? 0, Math.floor(cycle / 3));
}

/**
 * Table index that the ASG's random generator shows (prng_xor, shared by both channels), exact at any cycle.
 *
 * @param cycle - cycles since the FPGA left its reset, 0..2^53-1
 * @returns 0..16383
 */
export function randomIndexAt(cycle: number): number {
  return wordAt(cycle) >>> 18;
}

/** Four 256-entry tables that apply a map byte by byte. */
function byteTables(turns: number): Int32Array {
  const columns = Int32Array.from({ length: 32 }, (_, bit) => jump(1 << bit, turns));
  return Int32Array.from({ length: 1024 }, (_, entry) =>
    apply(columns, (entry & 255) << (8 * (entry >>> 8))),
  );
}

let cachedStride = 1;
let cachedTables = byteTables(1);

/**
 * {@link randomIndexAt} for n cycles from `startCycle` in steps of `stride`.
 *
 * @param out - receives indices 0..16383 in its first n elements
 */
export function randomIndexBlock(
  out: Int16Array | Int32Array,
  startCycle: number,
  stride: number,
  n: number,
): void {
  if (stride !== cachedStride) {
    cachedTables = byteTables(stride);
    cachedStride = stride;
  }
  const tables = cachedTables;
  // Three strides later the generator shows the same word `stride` turns on.
  for (let lane = 0; lane < 3 && lane < n; lane += 1) {
    let word = wordAt(startCycle + lane * stride);
    for (let index = lane; index < n; index += 3) {
      out[index] = word >>> 18;
      word =
        (tables[word & 255] ?? 0) ^
        (tables[256 | ((word >>> 8) & 255)] ?? 0) ^
        (tables[512 | ((word >>> 16) & 255)] ?? 0) ^
        (tables[768 | (word >>> 24)] ?? 0);
    }
  }
}
