import { tableLength } from '../dsp/asg.ts';

const BLOCK = 128;

/** A generator's waveform table, with the extremes of any stretch of it at hand. */
export class WaveformTable {
  readonly values: Int16Array;
  /** The write access that last changed the table: tables shared with the past are copied before the next one. */
  readonly writtenBy: number;
  #extremes: Int16Array | undefined;

  constructor(values: Int16Array = new Int16Array(tableLength), writtenBy = -1) {
    this.values = values;
    this.writtenBy = writtenBy;
  }

  /** Changes one entry (s14 counts). */
  set(index: number, value: number): void {
    this.values[index] = value;
    this.#extremes = undefined;
  }

  /** Least and greatest entry in `from <= index <= to`. */
  extremes(from: number, to: number): [number, number] {
    const blocks = this.#blocks();
    let least = 8191;
    let greatest = -8192;
    for (let i = from; i <= to; ) {
      const block = Math.floor(i / BLOCK);
      const whole = i % BLOCK === 0 && i + BLOCK - 1 <= to;
      const low = (whole ? blocks[2 * block] : this.values[i]) ?? 0;
      const high = (whole ? blocks[2 * block + 1] : this.values[i]) ?? 0;
      if (low < least) least = low;
      if (high > greatest) greatest = high;
      i += whole ? BLOCK : 1;
    }
    return [least, greatest];
  }

  #blocks(): Int16Array {
    if (this.#extremes !== undefined) return this.#extremes;
    const extremes = new Int16Array((2 * tableLength) / BLOCK);
    for (let block = 0; block < tableLength / BLOCK; block++) {
      const entries = this.values.subarray(block * BLOCK, (block + 1) * BLOCK);
      extremes[2 * block] = entries.reduce((a, b) => Math.min(a, b));
      extremes[2 * block + 1] = entries.reduce((a, b) => Math.max(a, b));
    }
    this.#extremes = extremes;
    return extremes;
  }
}
