import { Biquad } from './biquad.ts';
import { FilterChain, iirInputFilter } from './filter.ts';

/** Biquads of the IIR filter. */
export const biquads = 14;
/** Fewest cycles per sample: with less, the gateware would start a biquad before its last result is there. */
const fewestLoops = 3;
/** Overflow bit of the output's saturation. */
const outputOverflow = 64;
/** Fraction bits of the sum of the biquads: 2^17 = one count. */
const outputUnit = 2 ** 17;
/** Cycles from the sample of biquad 0 to the register behind the sum. */
const sumDelay = 4;
const longestRun = 512;
const wires = new Int32Array(longestRun);

/**
 * The IIR filter: biquads that take turns, one per cycle, in `loops` cycles per sample. The biquad `loops - 1` (or 13)
 * samples its input first and biquad 0 last; then their sum becomes the output.
 */
export class Iir {
  /** Input filter (register 0x120); its signal is 8 times the input. */
  readonly filter = new FilterChain(iirInputFilter);
  readonly #biquads = Array.from({ length: biquads }, () => new Biquad());
  #loops = 0;
  #on = false;
  #shortcut = false;
  /** Counts down; the biquad of that number samples its input. */
  #stage = 0;
  /** The filtered input of the cycle before. */
  #x0 = 0;
  #accumulator = 0;
  /** The present sum of the biquads, saturated. */
  #signal = 0;
  /** The last two sums: with 3 or 4 cycles per sample the next one is there before the register takes the last. */
  #sum = 0;
  #sumBefore = 0;
  #output = 0;
  #outputOverflow = 0;

  /** Output wire in counts. */
  get output(): number {
    return this.#output;
  }

  /** What overflowed since the filter was switched on (register 0x108). */
  get overflow(): number {
    return this.#biquads.reduce((bits, biquad) => bits | biquad.overflow, this.#outputOverflow);
  }

  /** Cycles per sample as the filter takes them, at least 3. */
  get loops(): number {
    return Math.max(fewestLoops, this.#loops);
  }

  /** Applies registers 0x100 and 0x104: switching the filter off clears its memory. */
  configure(loops: number, on: boolean, shortcut: boolean): void {
    this.#loops = loops;
    this.#shortcut = shortcut;
    this.#on = on;
    if (!on) this.#clear();
  }

  /** Writes coefficient `index` (b0, b1, a1, a2) of a biquad, s32 with 2^29 = 1.0. */
  setCoefficient(biquad: number, index: number, word: number): void {
    this.#biquads[biquad]?.setWord(index, word);
  }

  /** One cycle with the input wire at `input` counts, bit for bit. */
  step(input: number): void {
    this.#advance(this.filter.step(8 * input));
  }

  /**
   * As `count` steps with the first `count` elements of `input`.
   *
   * @param count - at most 512
   * @param out - receives the output before each step
   */
  run(input: Int32Array, count: number, out: Int32Array): void {
    for (let i = 0; i < count; i += 1) wires[i] = 8 * (input[i] ?? 0);
    this.filter.run(wires, count);
    for (let i = 0; i < count; i += 1) {
      out[i] = this.#output;
      this.#advance(wires[i] ?? 0);
    }
  }

  /** Advances by `stride` cycles with constant input in counts. */
  leap(input: number, stride: number): void {
    this.filter.leap(8 * input, stride);
    const filtered = Math.round(this.filter.wire(8 * input));
    const samples = Math.floor((stride + this.loops - 1 - this.#stage) / this.loops);
    this.#x0 = filtered;
    if (this.#on) {
      this.#stage = (this.#stage + this.loops * samples - stride + this.loops) % this.loops;
      if (samples > 0) {
        let sum = 0;
        for (let k = Math.min(biquads, this.loops) - 1; k >= 0; k -= 1)
          sum += this.#biquads[k]?.leap(filtered * 2 ** 14, samples) ?? 0;
        this.#signal = this.#saturated(sum);
        this.#sum = this.#signal;
        this.#sumBefore = this.#signal;
      }
    }
    this.#output = this.#shortcut ? filtered >> 3 : this.#signal;
  }

  #advance(filtered: number): void {
    this.#output = this.#shortcut ? filtered >> 3 : this.#signal;
    if (this.#on) this.#turn();
    this.#x0 = filtered;
  }

  #turn(): void {
    const { loops } = this;
    const stage = this.#stage;
    if (stage < biquads) {
      const z = this.#biquads[stage]?.sample(this.#x0 * 2 ** 14) ?? 0;
      if (stage === loops - 1 || stage === biquads - 1) this.#accumulator = z;
      else this.#accumulator += z;
      if (stage === 0) {
        this.#sumBefore = this.#sum;
        this.#sum = this.#saturated(this.#accumulator);
      }
    }
    if ((stage + sumDelay) % loops === 0) this.#signal = loops <= sumDelay ? this.#sumBefore : this.#sum;
    this.#stage = stage === 0 ? loops - 1 : stage - 1;
  }

  #saturated(sum: number): number {
    const counts = Math.floor(sum / outputUnit);
    if (counts >= -8192 && counts <= 8191) return counts;
    this.#outputOverflow = outputOverflow;
    return counts > 0 ? 8191 : -8192;
  }

  #clear(): void {
    for (const biquad of this.#biquads) biquad.clear();
    this.#stage = this.loops;
    this.#accumulator = 0;
    this.#signal = 0;
    this.#sum = 0;
    this.#sumBefore = 0;
    this.#outputOverflow = 0;
    this.#output = 0;
  }
}
