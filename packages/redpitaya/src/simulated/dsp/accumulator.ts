const half = 2 ** 31;
const carryLimit = 2 ** 51;

/** A 62-bit sum of signed words, split so that doubles hold it exactly (the network analyzer's registers). */
export class Accumulator {
  /** Multiples of 2^31. */
  #high = 0;
  #low = 0;

  /** Adds an integer, |value| < 2^51. */
  add(value: number): void {
    this.#low += value;
    if (this.#low >= carryLimit || this.#low <= -carryLimit) {
      const carry = Math.floor(this.#low / half);
      this.#high += carry;
      this.#low -= carry * half;
    }
  }

  /** Clears the sum. */
  reset(): void {
    this.#high = 0;
    this.#low = 0;
  }

  /** Bits 30:0 of the sum. */
  get lowWord(): number {
    return this.#low - Math.floor(this.#low / half) * half;
  }

  /** Bits 61:31 of the sum, as two's complement in 31 bits. */
  get highWord(): number {
    const high = this.#high + Math.floor(this.#low / half);
    return high - Math.floor(high / half) * half;
  }

  /** The sum as a double: exact below 2^53, else rounded. */
  get value(): number {
    return this.#high * half + this.#low;
  }
}
