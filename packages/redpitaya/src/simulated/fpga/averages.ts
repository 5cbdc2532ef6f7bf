import { pidLatency } from '../dsp/pid.ts';
import { SIGNAL } from './dsp.ts';
import { directNode, type SignalMatrix, type Sources, SUM_LATENCY } from './matrix.ts';
import type { Evaluate } from './signal.ts';

/** Windows of up to this many cycles are summed cycle by cycle. */
const SUMMED = 32;
/** Longer ones without a closed form are summed at about this many cycles, evenly spread around their middle. */
const SPREAD = 128;
/** Cycles worked out in one go. */
const BLOCK = 4096;
const DIRECT_SLOTS = 10;
const LIMIT = 8192;

/** Mean values of signals over windows of cycles, as the scope averages them. */
export class Averages {
  readonly #matrix: SignalMatrix;
  readonly #sources: Sources;
  readonly #block = new Int32Array(BLOCK);

  constructor(matrix: SignalMatrix, sources: Sources) {
    this.#matrix = matrix;
    this.#sources = sources;
  }

  /** Samples that have to be worked out for one mean over `length` cycles, at worst. */
  static cost(length: number): number {
    return Math.min(length, SPREAD);
  }

  /**
   * Means, in counts and not rounded, of what the input mux of `slot` selects.
   *
   * @param start - first cycle of the first window; each further one begins where the one before it ends
   * @param length - cycles per window
   */
  input(slot: number, start: number, length: number, count: number, out: Float64Array): void {
    const { routing } = this.#matrix;
    const input = this.#matrix.input(slot);
    if (length <= SUMMED || (length & (length - 1)) !== 0) {
      this.#spread(input, start, length, count, out);
      return;
    }
    const steady = routing.steady(start - SUM_LATENCY, start + count * length);
    if (steady !== undefined) {
      const node = steady.inputs[slot] ?? SIGNAL.off;
      if (this.#node(node, start, length, count, out)) return;
    }
    for (let i = 0; i < count; i++) {
      const from = start + i * length;
      const part = out.subarray(i, i + 1);
      const source = routing.steady(from, from + length)?.inputs[slot];
      if (source === undefined || !this.#node(source, from, length, 1, part)) {
        this.#spread(input, from, length, 1, part);
      }
    }
  }

  /** As {@link input} for a node. @returns false if it has no closed form */
  #node(node: number, start: number, length: number, count: number, out: Float64Array): boolean {
    const { asgs, inputs, pids } = this.#sources;
    const matrix = this.#matrix;
    if (matrix.stepped[node] === 1) return false;
    const asg = asgs[node - SIGNAL.asg0];
    const input = inputs[node - SIGNAL.in1];
    if (asg !== undefined) {
      matrix.evaluations += count;
      for (let i = 0; i < count; i++) {
        const mean = asg.mean(start + i * length, length);
        if (mean === undefined) return false;
        out[i] = mean;
      }
      return true;
    }
    if (input !== undefined) {
      const routing = matrix.routing.steady(start, start + count * length);
      if (routing?.digitalLoop === true) {
        return this.#node(node - SIGNAL.in1 + SIGNAL.out1, start, length, count, out);
      }
      if (routing === undefined || !input.scales) return false;
      if (input.output === undefined) out.fill(0, 0, count);
      else {
        const output = SIGNAL.out1 + input.output;
        const from = start - input.latency;
        const bounds = matrix.bounds(output, from, from + count * length);
        if (bounds.some((bound) => Math.abs(input.scale * bound) > LIMIT)) return false;
        if (!this.#node(output, from, length, count, out)) return false;
      }
      input.average(start, length, count, out);
      return true;
    }
    if (node === SIGNAL.out1 || node === SIGNAL.out2) {
      return this.#output(node === SIGNAL.out1 ? 0 : 1, start, length, count, out);
    }
    if (pids[node] !== undefined) return this.#pid(node, start, length, count, out);
    if (node !== SIGNAL.off) return false;
    out.fill(0, 0, count);
    return true;
  }

  #pid(slot: number, start: number, length: number, count: number, out: Float64Array): boolean {
    const from = start - pidLatency;
    const to = start + count * length;
    const source = this.#matrix.routing.steady(from, to)?.inputs[slot];
    const bounds = (a: number, b: number) => this.#matrix.inputBounds(slot, a, b);
    const line = this.#sources.pids[slot]?.line(bounds, start, to);
    if (source === undefined || line === undefined) return false;
    if (line.gain === 0) {
      // The source may be the module's own output, by way of a loop.
      out.fill(line.offset, 0, count);
      return true;
    }
    if (!this.#node(source, from, length, count, out)) return false;
    for (let i = 0; i < count; i++) out[i] = (out[i] ?? 0) * line.gain + line.offset;
    return true;
  }

  #output(output: 0 | 1, start: number, length: number, count: number, out: Float64Array): boolean {
    const from = start - SUM_LATENCY;
    const to = from + count * length;
    const routing = this.#matrix.routing.steady(from, to);
    if (routing === undefined) return false;
    const slots = Array.from({ length: DIRECT_SLOTS }, (_, slot) => slot).filter(
      (slot) => (((routing.outputs[slot] ?? 0) >> output) & 1) === 1,
    );
    const bounds = slots.map((slot) => this.#matrix.bounds(directNode(slot), from, to));
    const least = bounds.reduce((sum, [low]) => sum + low, 0);
    const greatest = bounds.reduce((sum, [, high]) => sum + high, 0);
    if (least < -LIMIT || greatest > LIMIT - 1) return false;
    out.fill(0, 0, count);
    const term = new Float64Array(count);
    for (const slot of slots) {
      if (!this.#node(directNode(slot), from, length, count, term)) return false;
      for (let i = 0; i < count; i++) out[i] = (out[i] ?? 0) + (term[i] ?? 0);
    }
    return true;
  }

  /** Sums every cycle of short windows, and some of long ones. */
  #spread(input: Evaluate, start: number, length: number, count: number, out: Float64Array): void {
    const stride = length <= SPREAD ? 1 : 2 * Math.floor(length / (2 * SPREAD)) + 1;
    const terms = Math.floor(length / stride);
    const block = this.#block;
    if (stride > 1) {
      const first = start + Math.floor((length - (terms - 1) * stride) / 2);
      for (let i = 0; i < count; i++) {
        input(first + i * length, stride, terms, block);
        out[i] = mean(block, 0, terms);
      }
      return;
    }
    const windows = Math.floor(BLOCK / length);
    for (let i = 0; i < count; i += windows) {
      const these = Math.min(windows, count - i);
      input(start + i * length, 1, these * length, block);
      for (let w = 0; w < these; w++) out[i + w] = mean(block, w * length, length);
    }
  }
}

function mean(values: Int32Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i] ?? 0;
  return sum / count;
}
