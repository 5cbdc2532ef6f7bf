import { clockFrequency, wrap } from './fixed-point.ts';

/** Widths of a filter block; they differ between the users of the block. */
export interface FilterGeometry {
  /** Width of the filtered signal in bits. */
  readonly signalBits: number;
  /** Smallest bandwidth of the gateware's parameter list in Hz; sets the fraction bits M. */
  readonly minBandwidth: number;
  /** Number of stages in series. */
  readonly stages: number;
  /** Bits of the shift field in a stage's register byte. */
  readonly shiftBits: number;
}

/** Input filter of a PID module. */
export const pidInputFilter: FilterGeometry = { signalBits: 14, minBandwidth: 10, stages: 4, shiftBits: 5 };
/** Input filter of an IQ module. */
export const iqInputFilter: FilterGeometry = { signalBits: 14, minBandwidth: 50, stages: 1, shiftBits: 5 };
/** Quadrature filters of iq0 and iq1. */
export const quadratureFilter: FilterGeometry = { signalBits: 24, minBandwidth: 10, stages: 2, shiftBits: 5 };
/** Quadrature filters of iq2, which has four stages. */
export const quadratureFilterOfIq2: FilterGeometry = { ...quadratureFilter, stages: 4 };
/** Input filter of the trigger module. */
export const trigInputFilter: FilterGeometry = { signalBits: 14, minBandwidth: 1, stages: 1, shiftBits: 5 };
/** Input filter of the IIR module; its signal is the input times 8. */
export const iirInputFilter: FilterGeometry = { signalBits: 17, minBandwidth: 1000, stages: 1, shiftBits: 3 };

const noFilter = { re: 1, im: 0 };

/** Leaps of up to this many cycles cost no more as single steps. */
const shortLeap = 8;

/** Fraction bits M of the filters' accumulators: the bit length of 125 MHz / minimum bandwidth. */
export function fractionBits(geometry: FilterGeometry): number {
  return Math.floor(Math.log2(Math.floor(clockFrequency / geometry.minBandwidth))) + 1;
}

/**
 * One first-order filter of the gateware (lpf_block): y += alpha d, d = in - floor(y), both registered.
 *
 * The accumulator has at most 24 + 24 bits, so doubles hold every intermediate exactly.
 */
class FilterStage {
  on = false;
  highpass = false;
  /** Register after the cycle: floor(y) or d, the stage's output wire unless it is off. */
  #y = 0;
  #d = 0;
  #gain = 1;
  readonly #unit: number;
  /** Reciprocal of the unit; a power of two, so that the product is exact. */
  readonly #scale: number;
  readonly #bits: number;
  readonly #signalBits: number;
  readonly #limit: number;
  #leapStride = 0;
  #yy = 1;
  #yd = 0;
  #dy = 0;
  #dd = 1;

  constructor(signalBits: number, fraction: number) {
    this.#signalBits = signalBits;
    this.#unit = 2 ** fraction;
    this.#scale = 2 ** -fraction;
    this.#bits = signalBits + fraction;
    this.#limit = 2 ** (signalBits + fraction - 1);
  }

  configure(on: boolean, highpass: boolean, shift: number): void {
    this.on = on;
    this.highpass = highpass;
    this.#gain = Math.min(2 ** shift, this.#unit);
    this.#leapStride = 0;
  }

  reset(): void {
    this.#y = 0;
    this.#d = 0;
  }

  /** Output wire in the present cycle, for the input wire `x`. */
  wire(x: number): number {
    if (!this.on) return x;
    return this.highpass ? wrap(this.#d, this.#signalBits) : Math.floor(this.#y * this.#scale);
  }

  step(x: number): number {
    const level = Math.floor(this.#y * this.#scale);
    const difference = this.#d;
    const y = this.#y + difference * this.#gain;
    this.#y = y < this.#limit && y >= -this.#limit ? y : wrap(y, this.#bits);
    this.#d = x - level;
    if (!this.on) return x;
    return this.highpass ? wrap(difference, this.#signalBits) : level;
  }

  /** Advances with constant input, at least 2 cycles, and returns the mean of the output wire over the leap. */
  leap(x: number, stride: number): number {
    // The first cycle still moves by the difference to an earlier input; it is stepped.
    const first = this.step(x);
    const rest = stride - 1;
    if (rest !== this.#leapStride) this.#prepareLeap(rest);
    const alpha = this.#gain * this.#scale;
    const y0 = this.#y * this.#scale;
    const d0 = this.#d;
    // floor() takes (1 - alpha)/2 off on average while y moves, and stops y as soon as floor(y) = x.
    const target = x + (1 - alpha) / 2;
    const offset = y0 - target;
    let y1 = target + this.#yy * offset + this.#yd * d0;
    let d1 = this.#dy * offset + this.#dd * d0;
    if (alpha <= 0.25 && Number.isInteger(x)) {
      const level = Math.floor(y0);
      const stop = level < x ? x : level > x ? x + 1 - this.#scale : y0 + alpha * d0;
      const arrives = (level < x && y1 >= x) || (level > x && y1 < x + 1) || level === x;
      if (arrives && Math.floor(stop) === x) {
        y1 = stop;
        d1 = 0;
      }
    }
    const y = Math.round(y1 * this.#unit);
    this.#y = y < this.#limit && y >= -this.#limit ? y : wrap(y, this.#bits);
    this.#d = Math.round(d1);
    if (!this.on) return x;
    // y gains alpha d every cycle, so its total gain is the sum of d: exact, floor included.
    const sumOfDifferences = (this.#y * this.#scale - y0) / alpha;
    return (first + (this.highpass ? sumOfDifferences : rest * x - sumOfDifferences + d0 - d1)) / stride;
  }

  /** The linear map of (y, d) over `stride` cycles, by repeated squaring. */
  #prepareLeap(stride: number): void {
    let [a, b, c, d] = [1, this.#gain * this.#scale, -1, 0];
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

/** Filter stages in series, configured by one filter register (one byte per stage). */
export class FilterChain {
  readonly #stages: readonly FilterStage[];
  readonly #shiftMask: number;
  readonly #fraction: number;
  #register = 0;
  #isOff = true;

  /** @param geometry - widths of the module that owns the filter */
  constructor(geometry: FilterGeometry) {
    this.#fraction = fractionBits(geometry);
    this.#stages = Array.from(
      { length: geometry.stages },
      () => new FilterStage(geometry.signalBits, this.#fraction),
    );
    this.#shiftMask = 2 ** geometry.shiftBits - 1;
    this.configure(0);
  }

  /** Filter register last configured (u32). */
  get register(): number {
    return this.#register;
  }

  /** Whether no stage acts: the output wire is the input wire. */
  get isOff(): boolean {
    return this.#isOff;
  }

  /**
   * Applies a filter register. The stages keep their state, as in the gateware.
   *
   * @param register - per stage one byte: bit 7 on, bit 6 high-pass, low bits shift; alpha = 2^(shift - M)
   */
  configure(register: number): void {
    this.#register = register >>> 0;
    for (const [index, stage] of this.#stages.entries()) {
      const byte = (register >>> (8 * index)) & 0xff;
      stage.configure((byte & 0x80) !== 0, (byte & 0x40) !== 0, byte & this.#shiftMask);
    }
    this.#isOff = this.#stages.every((stage) => !stage.on);
  }

  /** Clears every stage, as the FPGA reset does. */
  reset(): void {
    for (const stage of this.#stages) stage.reset();
  }

  /** Output wire in the present cycle for the input wire `x`, without advancing. Counts. */
  wire(x: number): number {
    let wire = x;
    for (const stage of this.#stages) wire = stage.wire(wire);
    return wire;
  }

  /** Output wire in the present cycle for the input wire `x`; then advances by one cycle, bit for bit. Counts. */
  step(x: number): number {
    let wire = x;
    for (const stage of this.#stages) wire = stage.step(wire);
    return wire;
  }

  /**
   * Advances by `stride` cycles with constant input and returns the mean of the output wire over them. One stage
   * is exact but for its floor(), one or two counts while it moves; a later stage sees the mean of the one before it.
   *
   * @param x - input in counts; may be a mean, so not an integer
   * @param stride - cycles, an integer of at least 1; up to 8 cycles of an integer input are bit-exact
   */
  leap(x: number, stride: number): number {
    if (stride <= shortLeap && Number.isInteger(x)) {
      let sum = 0;
      for (let cycle = 0; cycle < stride; cycle += 1) sum += this.step(x);
      return sum / stride;
    }
    let wire = x;
    for (const stage of this.#stages) wire = stage.leap(wire, stride);
    return wire;
  }

  /**
   * Transfer function of the stages that are on, from their difference equation: low-pass alpha/(z^2 - z + alpha),
   * high-pass (z - 1)/(z^2 - z + alpha) with z = exp(2 pi i turns).
   *
   * @param turns - frequency divided by the clock frequency
   */
  response(turns: number): { readonly re: number; readonly im: number } {
    if (this.#isOff) return noFilter;
    const angle = 2 * Math.PI * turns;
    const [zr, zi] = [Math.cos(angle), Math.sin(angle)];
    const [squareRe, squareIm] = [Math.cos(2 * angle), Math.sin(2 * angle)];
    let [re, im] = [1, 0];
    for (const [index, stage] of this.#stages.entries()) {
      if (!stage.on) continue;
      const shift = (this.#register >>> (8 * index)) & this.#shiftMask;
      const alpha = 2 ** (Math.min(shift, this.#fraction) - this.#fraction);
      const denominatorRe = squareRe - zr + alpha;
      const denominatorIm = squareIm - zi;
      const numeratorRe = stage.highpass ? zr - 1 : alpha;
      const numeratorIm = stage.highpass ? zi : 0;
      const norm = denominatorRe ** 2 + denominatorIm ** 2;
      const stageRe = (numeratorRe * denominatorRe + numeratorIm * denominatorIm) / norm;
      const stageIm = (numeratorIm * denominatorRe - numeratorRe * denominatorIm) / norm;
      [re, im] = [re * stageRe - im * stageIm, re * stageIm + im * stageRe];
    }
    return { re, im };
  }
}
