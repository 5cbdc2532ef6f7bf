import { signExtend } from '../dsp/fixed-point.ts';
import { BUFFER_LENGTH } from './scope.ts';
import { oldestKept, type Segment, storeAt, storeCycle, storesBefore } from './segment.ts';

/** A scope input that can be worked out after the fact. */
export interface ScopeInput {
  /** Writes the input's values at `start`, `start + stride`, ... into the first `count` elements of `out`. */
  evaluate(start: number, stride: number, count: number, out: Int32Array): void;
  /** Writes the input's means, not rounded, over `count` windows of `length` cycles, one after the other from `start` on. */
  average(start: number, length: number, count: number, out: Float64Array): void;
}

const BLOCK = 1024;
/** Beyond the error of a mean worked out in floating point, so that a whole number is none less. */
const ROUNDING = 1e-6;

/**
 * One channel's buffer. A sample is worked out when it is first read, or when it has to be kept because the settings
 * behind it are about to be forgotten; from then on it is known.
 */
export class SampleBuffer {
  readonly #input: ScopeInput;
  readonly #values = new Int16Array(BUFFER_LENGTH);
  /** Number of the store whose value is kept at each index, counted from 1 over all segments; 0 for none. */
  readonly #known = new Float64Array(BUFFER_LENGTH);
  readonly #means = new Float64Array(BLOCK);
  readonly #block = new Int32Array(BLOCK);

  constructor(input: ScopeInput) {
    this.#input = input;
  }

  /** Keeps the sample that store `k` of `segment` wrote. */
  record(segment: Segment, k: number, value: number): void {
    if (this.#isKnown(segment, k)) return;
    const index = (segment.firstIndex + k) % BUFFER_LENGTH;
    this.#values[index] = value;
    this.#known[index] = segment.storesBefore + k + 1;
  }

  /** Works out and keeps the samples of stores `from <= k < to` (at most a buffer's length). */
  keep(segment: Segment, from: number, to: number): void {
    this.#unknownRuns(segment, from, to, (begin, count) => {
      this.evaluate(segment, begin, count, this.#block);
      for (let i = 0; i < count; i++) this.record(segment, begin + i, this.#block[i] ?? 0);
    });
  }

  /** Samples of stores `from <= k < from + count`, which all have happened; the older ones may be overwritten. */
  samples(segment: Segment, from: number, count: number, out: Int32Array): void {
    for (let i = 0; i < count; i++) {
      out[i] = this.#values[(segment.firstIndex + from + i) % BUFFER_LENGTH] ?? 0;
    }
    this.#unknownRuns(segment, from, from + count, (begin, length) => {
      this.evaluate(segment, begin, length, out.subarray(begin - from));
    });
  }

  /**
   * Buffer words from `index` on as unsigned 14-bit numbers.
   * @param segments - newest last
   * @param cycle - when the first word is read; each further one `spacing` cycles later
   */
  read(
    segments: readonly Segment[],
    index: number,
    cycle: number,
    spacing: number,
    words: Uint32Array,
  ): void {
    const stores = words.length;
    for (let i = 0; i < stores; i++) {
      const at = (index + i) % BUFFER_LENGTH;
      const now = cycle + i * spacing;
      for (let s = segments.length - 1; s >= 0; s--) {
        const segment = segments[s];
        const k = segment === undefined ? -1 : storeAt(segment, at, now);
        if (segment === undefined || k < 0) continue;
        if (!this.#isKnown(segment, k)) {
          const ahead = Math.min(k + stores - i, storesBefore(segment, now));
          this.keep(segment, k, Math.min(ahead, k + BLOCK));
        }
        break;
      }
      words[i] = (this.#values[at] ?? 0) & 0x3fff;
    }
  }

  /** True when no sample of `segment` is left to be worked out. */
  isComplete(segment: Segment): boolean {
    if (segment.end === Number.POSITIVE_INFINITY) return false;
    const stores = storesBefore(segment, segment.end);
    for (let k = oldestKept(segment, segment.end); k < stores; k++)
      if (!this.#isKnown(segment, k)) return false;
    return true;
  }

  /** Samples of stores `from <= k < from + count` (at most 1024), whether they happened or not, worked out anew. */
  evaluate(segment: Segment, from: number, count: number, out: Int32Array): void {
    const { decimation, average } = segment;
    const first = storeCycle(segment, from);
    if (!average) this.#input.evaluate(first - 1, decimation, count, out);
    else if (decimation === 1) this.#input.evaluate(first - 2, 1, count, out);
    else {
      const means = this.#means;
      this.#input.average(first - 1 - decimation, decimation, count, means);
      for (let i = 0; i < count; i++) out[i] = averaged(means[i] ?? 0, decimation);
    }
  }

  #unknownRuns(
    segment: Segment,
    from: number,
    to: number,
    visit: (from: number, count: number) => void,
  ): void {
    for (let k = from; k < to; ) {
      let end = k;
      while (end < to && end - k < BLOCK && !this.#isKnown(segment, end)) end++;
      if (end > k) visit(k, end - k);
      k = end > k ? end : k + 1;
    }
  }

  /** Store `k` is kept, or overwritten by a later one that is. */
  #isKnown(segment: Segment, k: number): boolean {
    return (this.#known[(segment.firstIndex + k) % BUFFER_LENGTH] ?? 0) > segment.storesBefore + k;
  }
}

/** The sum of `decimation` cycles with mean `mean`, divided by them if that is a shift, else its low 14 bits. */
function averaged(mean: number, decimation: number): number {
  const isShift = (decimation & (decimation - 1)) === 0;
  return isShift ? Math.floor(mean + ROUNDING) : signExtend(Math.round(mean * decimation), 14);
}
