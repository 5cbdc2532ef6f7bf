import { wrap } from './fixed-point.ts';

/**
 * One first-order filter of the gateware (lpf_block): y += alpha d, d = in - floor(y), both registered.
 *
 * y is kept as its integer part and its fraction, so that every cycle is 32-bit arithmetic.
 */
export class FilterStage {
  on = false;
  highpass = false;
  /** floor(y): the output wire of a low-pass. */
  #level = 0;
  /** y - floor(y) in units of 2^-M. */
  #fraction = 0;
  /** d: the output wire of a high-pass, after wrapping. */
  #difference = 0;
  /** alpha = 2^(shift - M). */
  #shift = 0;
  readonly #fractionBits: number;
  /** Bits of a 32-bit word above the signal's. */
  readonly #unused: number;
  #leapStride = 0;
  #yy = 1;
  #yd = 0;
  #dy = 0;
  #dd = 1;

  /**
   * @param signalBits - width of the signal, at most 24
   * @param fractionBits - M, at most 27
   */
  constructor(signalBits: number, fractionBits: number) {
    this.#unused = 32 - signalBits;
    this.#fractionBits = fractionBits;
  }

  /** Applies a stage's part of a filter register; y and d stay. */
  configure(on: boolean, highpass: boolean, shift: number): void {
    this.on = on;
    this.highpass = highpass;
    this.#shift = Math.min(shift, this.#fractionBits);
    this.#leapStride = 0;
  }

  /** Clears y and d, as the FPGA reset does. */
  reset(): void {
    this.#level = 0;
    this.#fraction = 0;
    this.#difference = 0;
  }

  /** Output wire in the present cycle, for the input wire `x`. */
  wire(x: number): number {
    if (!this.on) return x;
    return this.highpass ? (this.#difference << this.#unused) >> this.#unused : this.#level;
  }

  /** Least and greatest output wire from now on, while the input wire stays between `low` and `high`. */
  range(low: number, high: number): readonly [number, number] {
    if (!this.on) return [low, high];
    const alpha = 2 ** (this.#shift - this.#fractionBits);
    const next = this.#level + alpha * this.#difference;
    const least = Math.floor(Math.min(this.#level, next, low));
    const greatest = Math.ceil(Math.max(this.#level + 1, next + 1, high));
    const limit = 2 ** (31 - this.#unused);
    // A faster stage overshoots.
    if (alpha > 0.25 || least < -limit || greatest >= limit) return [-limit, limit - 1];
    if (!this.highpass) return [least, greatest];
    const [fall, rise] = [
      Math.min(this.#difference, low - greatest),
      Math.max(this.#difference, high - least),
    ];
    return fall < -limit || rise >= limit ? [-limit, limit - 1] : [fall, rise];
  }

  /** One cycle with the input wire at the integer `x`; returns the output wire before it. */
  step(x: number): number {
    const level = this.#level;
    const difference = this.#difference;
    const unused = this.#unused;
    const kept = this.#fractionBits - this.#shift;
    const fraction = this.#fraction + ((difference & ((1 << kept) - 1)) << this.#shift);
    this.#level = ((level + (difference >> kept) + (fraction >>> this.#fractionBits)) << unused) >> unused;
    this.#fraction = fraction & ((1 << this.#fractionBits) - 1);
    this.#difference = x - level;
    if (!this.on) return x;
    return this.highpass ? (difference << unused) >> unused : level;
  }

  /** As `count` steps: the input wire in the first `count` elements of `wires` is replaced by the output wire. */
  run(wires: Int32Array, count: number): void {
    if (this.on && !this.highpass) this.#runLowpass(wires, count);
    else for (let i = 0; i < count; i += 1) wires[i] = this.step(wires[i] ?? 0);
  }

  #runLowpass(wires: Int32Array, count: number): void {
    const unused = this.#unused;
    const kept = this.#fractionBits - this.#shift;
    const keptMask = (1 << kept) - 1;
    const gain = 1 << this.#shift;
    const fractionMask = (1 << this.#fractionBits) - 1;
    const greatest = 2 ** (31 - unused) - 1;
    let level = this.#level;
    let fraction = this.#fraction;
    let difference = this.#difference;
    for (let i = 0; i < count; i += 1) {
      const x = wires[i] ?? 0;
      wires[i] = level;
      fraction = (fraction + Math.imul(difference & keptMask, gain)) | 0;
      let next = (level + (difference >> kept) + ((fractionMask - fraction) >>> 31)) | 0;
      fraction &= fractionMask;
      if (next > greatest || next < -greatest - 1) next = (next << unused) >> unused;
      difference = (x - level) | 0;
      level = next;
    }
    this.#level = level;
    this.#fraction = fraction;
    this.#difference = difference;
  }

  /** Advances with constant input, at least 2 cycles, and returns the mean of the output wire over the leap. */
  leap(x: number, stride: number): number {
    const unit = 2 ** this.#fractionBits;
    const alpha = 2 ** (this.#shift - this.#fractionBits);
    const first = this.wire(x);
    // The first cycle still moves by the difference to an earlier input.
    const y0 = wrap(this.#level + this.#fraction / unit + alpha * this.#difference, 32 - this.#unused);
    const d0 = x - this.#level;
    const rest = stride - 1;
    if (rest !== this.#leapStride) this.#prepareLeap(rest, alpha);
    // floor() takes (1 - alpha)/2 off on average while y moves, and stops y as soon as floor(y) = x.
    const target = x + (1 - alpha) / 2;
    const offset = y0 - target;
    let y1 = target + this.#yy * offset + this.#yd * d0;
    let d1 = this.#dy * offset + this.#dd * d0;
    if (alpha <= 0.25 && Number.isInteger(x)) {
      const level = Math.floor(y0);
      const stop = level < x ? x : level > x ? x + 1 - 1 / unit : y0 + alpha * d0;
      const arrives = (level < x && y1 >= x) || (level > x && y1 < x + 1) || level === x;
      if (arrives && Math.floor(stop) === x) {
        y1 = stop;
        d1 = 0;
      }
    }
    const y = wrap(Math.round(y1 * unit) / unit, 32 - this.#unused);
    this.#level = Math.floor(y);
    this.#fraction = (y - this.#level) * unit;
    this.#difference = Math.round(d1);
    if (!this.on) return x;
    // y gains alpha d every cycle, so its total gain is the sum of d: exact, floor included.
    const sumOfDifferences = (y - y0) / alpha;
    return (first + (this.highpass ? sumOfDifferences : rest * x - sumOfDifferences + d0 - d1)) / stride;
  }

  /** The linear map of (y, d) over `stride` cycles, by repeated squaring. */
  #prepareLeap(stride: number, alpha: number): void {
    let [a, b, c, d] = [1, alpha, -1, 0];
    let [yy, yd, dy, dd] = [1, 0, 0, 1];
    for (let rest = stride; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1)
        [yy, yd, dy, dd] = [a * yy + b * dy, a * yd + b * dd, c * yy + d * dy, c * yd + d * dd];
      [a, b, c, d] = [a * a + b * c, a * b + b * d, c * a + d * c, c * b + d * d];
    }
    this.#leapStride = stride;
    this.#yy = yy;
    this.#yd = yd;
    this.#dy = dy;
    this.#dd = dd;
  }
}
