/** FPGA clock in Hz: every block of the gateware steps once per cycle of it. */
export const clockFrequency = 125_000_000;

/** Duration of one FPGA cycle in seconds. */
export const cyclePeriod = 1 / clockFrequency;

/** Counts of a 14-bit signal per volt (1 V = 8192 counts, range -8192..8191). */
export const countsPerVolt = 8192;

/**
 * Saturates an integer to a signed word (the gateware's `sat_n`).
 *
 * @param value - any integer or double
 * @param bits - width of the word, 1..53
 */
export function sat(value: number, bits: number): number {
  const limit = 2 ** (bits - 1);
  return value >= limit ? limit - 1 : Math.max(value, -limit);
}

/** `sat(value, 14)`: the saturation in front of every DSP output. Counts. */
export function sat14(value: number): number {
  return value > 8191 ? 8191 : Math.max(value, -8192);
}

/**
 * Keeps the low bits of an integer as a signed word: what a register of that width does on overflow.
 *
 * @param value - an integer exactly representable as a double
 * @param bits - width of the word, 1..53
 */
export function wrap(value: number, bits: number): number {
  const limit = 2 ** (bits - 1);
  if (value >= -limit && value < limit) return value;
  const modulus = 2 * limit;
  return value - Math.floor((value + limit) / modulus) * modulus;
}

/**
 * Reads the low bits of a register word as two's complement.
 *
 * @param code - register word (u32 or s32; higher bits are ignored)
 * @param bits - width of the field, 1..32
 */
export function signExtend(code: number, bits: number): number {
  const unused = 32 - bits;
  return (code << unused) >> unused;
}

/**
 * Product with rounding and saturation, `sat_n((a*b + 2^(shift-1)) >> shift)`, rounding half up (the gateware's
 * product_sat). Exact while |a*b| < 2^53.
 *
 * @param shift - 1..30
 * @param bits - width of the result, 1..31
 */
export function psat(a: number, b: number, shift: number, bits: number): number {
  const half = 1 << (shift - 1);
  const limit = 1 << (bits - 1);
  const value = Math.floor((a * b + half) / (2 * half));
  return value >= limit ? limit - 1 : Math.max(value, -limit);
}

/**
 * `(a * b) mod modulus` without leaving the exact integers.
 *
 * @param a - integer 0..2^53-1
 * @param b - integer 0..2^30
 * @param modulus - integer 1..2^30
 */
export function multiplyModulo(a: number, b: number, modulus: number): number {
  // The usual counter length: 32-bit multiplication keeps the low bits.
  if (modulus === 0x4000_0000) return Math.imul(a | 0, b) & 0x3fff_ffff;
  const reduced = a % modulus;
  const low = reduced % 32_768;
  const high = (reduced - low) / 32_768;
  return (((high * b) % modulus) * 32_768 + low * b) % modulus;
}
