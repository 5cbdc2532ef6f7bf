/** Bits behind the binary point of a coefficient: 2^29 = 1.0. */
const fraction = 29;
const half = 2 ** (fraction - 1);
const limit = 2 ** 31;

/** Overflow bits of a biquad, as register 0x108 shows them. */
const overflow = { a1: 1, a2: 2, sum: 4, b0: 8, b1: 16 } as const;

/** One second-order section of the IIR filter, y = b0 x0 + b1 x1 + a1 y1 + a2 y2 in saturating 32-bit arithmetic. */
export class Biquad {
  /** Words b0, b1, a1, a2 (s32). */
  readonly #words = new Int32Array(4);
  #isZero = true;
  #x1 = 0;
  #y1 = 0;
  #y2 = 0;
  #overflow = 0;
  #leapSamples = 0;
  readonly #power = new Float64Array(6);

  /** What overflowed since {@link clear}. */
  get overflow(): number {
    return this.#overflow;
  }

  /** Latest output, s32. */
  get output(): number {
    return this.#y1;
  }

  /** Writes one of b0, b1, a1, a2 (s32), in force from the next sample. */
  setWord(index: number, word: number): void {
    this.#words[index] = word;
    this.#isZero = this.#words.every((value) => value === 0);
    this.#leapSamples = 0;
  }

  /** Clears memory and overflow bits; the coefficients stay. */
  clear(): void {
    this.#x1 = 0;
    this.#y1 = 0;
    this.#y2 = 0;
    this.#overflow = 0;
  }

  /** One sample, bit for bit: input and output are s32. */
  sample(x0: number): number {
    const x1 = this.#x1;
    this.#x1 = x0;
    if (this.#isZero) {
      this.#y2 = this.#y1;
      this.#y1 = 0;
      return 0;
    }
    const words = this.#words;
    const sum =
      this.#product(x0, words[0] ?? 0, overflow.b0) +
      this.#product(x1, words[1] ?? 0, overflow.b1) +
      this.#product(this.#y1, words[2] ?? 0, overflow.a1) +
      this.#product(this.#y2, words[3] ?? 0, overflow.a2);
    this.#y2 = this.#y1;
    this.#y1 = this.#saturated(sum, overflow.sum);
    return this.#y1;
  }

  /** `samples` samples (at least 1) of constant input in closed form: without the rounding, saturated at the end. */
  leap(x0: number, samples: number): number {
    if (this.#isZero) return this.sample(x0);
    const first = this.sample(x0);
    const rest = samples - 1;
    if (rest === 0) return first;
    if (rest !== this.#leapSamples) this.#prepareLeap(rest);
    const power = this.#power;
    const [y1, y2] = [this.#y1, this.#y2];
    const at = (row: number): number =>
      (power[row] ?? 0) * y1 + (power[row + 1] ?? 0) * y2 + (power[row + 2] ?? 0) * x0;
    this.#y2 = this.#saturated(Math.round(at(3)), overflow.sum);
    this.#y1 = this.#saturated(Math.round(at(0)), overflow.sum);
    return this.#y1;
  }

  /** The affine map of (y1, y2) over `samples` samples of constant input, by repeated squaring. */
  #prepareLeap(samples: number): void {
    const [b0 = 0, b1 = 0, a1 = 0, a2 = 0] = Array.from(this.#words, (word) => word / 2 ** fraction);
    let step = [a1, a2, b0 + b1, 1, 0, 0];
    let power = [1, 0, 0, 0, 1, 0];
    for (let rest = samples; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) power = composed(step, power);
      step = composed(step, step);
    }
    this.#power.set(power);
    this.#leapSamples = samples;
  }

  /**
   * sat_32((v c + 2^28) >> 29). The product has up to 63 bits; from its two halves the floor follows exactly, since the
   * low 16 bits of the second cannot carry.
   */
  #product(v: number, c: number, flag: number): number {
    const high = (v >> 16) * c;
    const low = (v & 0xffff) * c + half;
    return this.#saturated(Math.floor((high + Math.floor(low / 65_536)) / 8192), flag);
  }

  #saturated(value: number, flag: number): number {
    if (value >= limit) {
      this.#overflow |= flag;
      return limit - 1;
    }
    if (value < -limit) {
      this.#overflow |= flag;
      return -limit;
    }
    return value;
  }
}

/** The affine map `outer` after `inner`, each as two rows of factors of y1, y2 and the constant. */
function composed(outer: readonly number[], inner: readonly number[]): number[] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = outer;
  const [g = 0, h = 0, i = 0, j = 0, k = 0, l = 0] = inner;
  return [a * g + b * j, a * h + b * k, a * i + b * l + c, d * g + e * j, d * h + e * k, d * i + e * l + f];
}
