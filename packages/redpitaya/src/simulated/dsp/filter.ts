import { FilterStage } from './filter-stage.ts';
import { clockFrequency } from './fixed-point.ts';

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
/** Fewest cycles that a run lets a stage that is off leap. */
const longRun = 64;

/** Fraction bits M of the filters' accumulators: the bit length of 125 MHz / minimum bandwidth. */
export function fractionBits(geometry: FilterGeometry): number {
  return Math.floor(Math.log2(Math.floor(clockFrequency / geometry.minBandwidth))) + 1;
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

  /** Least and greatest output wire from now on, while the input wire stays at `x`. Counts. */
  range(x: number): readonly [number, number] {
    let range: readonly [number, number] = [x, x];
    if (!this.#isOff) for (const stage of this.#stages) range = stage.range(...range);
    return range;
  }

  /** Output wire in the present cycle for the input wire `x`; then advances by one cycle, bit for bit. Counts. */
  step(x: number): number {
    let wire = x;
    for (const stage of this.#stages) wire = stage.step(wire);
    return wire;
  }

  /**
   * As `count` steps: the input wire in the first `count` elements of `wires` is replaced by the output wire, bit for
   * bit. A stage that is off, whose state nobody sees until it is switched on, leaps with the mean of a long run.
   */
  run(wires: Int32Array, count: number): void {
    let mean: number | undefined;
    for (const stage of this.#stages) {
      if (stage.on || count < longRun) {
        stage.run(wires, count);
        mean = undefined;
      } else {
        mean ??= meanOf(wires, count);
        stage.leap(mean, count);
      }
    }
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

/** Values summed in a 32-bit word: 128 of 24 bits fit. */
const summed = 128;

function meanOf(values: Int32Array, count: number): number {
  let total = 0;
  for (let begin = 0; begin < count; begin += summed) {
    const end = Math.min(count, begin + summed);
    let sum = 0;
    for (let i = begin; i < end; i += 1) sum = (sum + (values[i] ?? 0)) | 0;
    total += sum;
  }
  return total / count;
}
