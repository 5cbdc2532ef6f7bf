import type { Averages } from './averages.ts';
import { SIGNAL } from './dsp.ts';
import type { TriggerChannel } from './edge-trigger.ts';
import type { SignalMatrix } from './matrix.ts';
import { SampleBuffer } from './samples.ts';
import { BUFFER_LENGTH } from './scope.ts';
import { type Segment, storeCycle, storesBefore } from './segment.ts';

/** Samples recorded from one leap: more would be overwritten before anybody could read them. */
const PER_LEAP = 256;

/** One scope channel: its buffer, and the recorder that listens while its input is stepped. */
export class ScopeChannel implements TriggerChannel {
  readonly buffer: SampleBuffer;
  readonly #matrix: SignalMatrix;
  readonly #slot: number;
  readonly #recorded = new Int16Array(BUFFER_LENGTH);
  #segment: Segment | undefined;
  #source: number = SIGNAL.off;
  #from = 0;
  #to = 0;
  /** Last cycle that sample `#to` depends on. */
  #due = Number.POSITIVE_INFINITY;
  #sum = 0;
  #weight = 0;
  /** What a stepped input was when the recording began. */
  #before = 0;

  constructor(matrix: SignalMatrix, averages: Averages, channel: 0 | 1) {
    this.#matrix = matrix;
    this.#slot = SIGNAL.asg0 + channel;
    const slot = this.#slot;
    this.buffer = new SampleBuffer({
      evaluate: matrix.input(slot),
      average: (start, length, count, out) => averages.input(slot, start, length, count, out),
    });
  }

  /** Signal that the input mux selects. */
  get source(): number {
    return this.#matrix.routing.latest.inputs[this.#slot] ?? SIGNAL.off;
  }

  get searchable(): boolean {
    return this.#matrix.stepped[this.source] !== 1;
  }

  /** Whether it records a stepped input. */
  get records(): boolean {
    return this.#segment !== undefined;
  }

  bounds(from: number, to: number): readonly [number, number] {
    return this.#matrix.inputBounds(this.#slot, from, to);
  }

  samples(segment: Segment, from: number, count: number, out: Int32Array): void {
    if (from < 0) {
      const early = Math.min(count, -from);
      if (this.searchable) this.buffer.evaluate(segment, from, early, out);
      else out.fill(this.#before, 0, early);
      if (early < count) this.samples(segment, 0, count - early, out.subarray(early));
      return;
    }
    if (segment !== this.#segment || from + count <= this.#from) {
      this.buffer.samples(segment, from, count, out);
      return;
    }
    const kept = Math.max(0, this.#from - from);
    if (kept > 0) this.buffer.samples(segment, from, kept, out);
    for (let i = kept; i < count; i++) out[i] = this.#recorded[(from + i) % BUFFER_LENGTH] ?? 0;
  }

  /** Whether samples in `from <= cycle < to` come from a node of `stepped` that has been in closed form so far. */
  loses(stepped: Uint8Array, from: number, to: number): boolean {
    const { routing, stepped: before } = this.#matrix;
    let isLost = false;
    routing.stretches(from, to, ({ inputs }) => {
      const source = inputs[this.#slot] ?? SIGNAL.off;
      isLost ||= stepped[source] === 1 && before[source] !== 1;
    });
    return isLost;
  }

  /** Listens for the samples of `segment` from `cycle` on, or for none if the input need not be stepped. */
  listen(segment: Segment | undefined, cycle: number): void {
    if (segment === undefined || this.searchable) {
      this.#segment = undefined;
      this.#due = Number.POSITIVE_INFINITY;
      return;
    }
    this.#source = this.source;
    if (segment === this.#segment) return;
    this.#segment = segment;
    this.#before = this.#matrix.live[this.#source] ?? 0;
    this.#to = storesBefore(segment, cycle + 1);
    this.#from = this.#to;
    this.#due = this.#dueCycle(segment);
    this.#sum = 0;
    this.#weight = 0;
  }

  /** The input holds its present value for `stride` cycles from `cycle` on. */
  hear(cycle: number, stride: number): void {
    const segment = this.#segment;
    if (segment === undefined) return;
    const end = cycle + stride;
    if (!segment.average && this.#due >= end) return;
    const value = this.#matrix.live[this.#source] ?? 0;
    if (segment.average) {
      this.#sum += value * stride;
      this.#weight += stride;
    }
    if (this.#due >= end) return;
    if (stride > 1) this.#passOver(segment, end);
    const sample = segment.average ? Math.floor(this.#sum / this.#weight) : value;
    this.#sum = 0;
    this.#weight = 0;
    for (; this.#due < end; this.#due += segment.decimation) {
      this.#recorded[this.#to % BUFFER_LENGTH] = sample;
      this.#to++;
    }
  }

  /** Moves what was recorded into the buffer, as far as writing went on. */
  commit(): void {
    const segment = this.#segment;
    if (segment === undefined) return;
    const end = Math.min(this.#to, storesBefore(segment, Number.POSITIVE_INFINITY));
    for (let k = this.#from; k < end; k++) {
      this.buffer.record(segment, k, this.#recorded[k % BUFFER_LENGTH] ?? 0);
    }
    this.#from = this.#to;
  }

  /** Leaves out what a leap to `end` would only overwrite. */
  #passOver(segment: Segment, end: number): void {
    const missed = Math.floor((end - this.#due) / segment.decimation) - PER_LEAP;
    if (missed > 0) {
      this.#to += missed;
      this.#due += missed * segment.decimation;
      this.#from = this.#to;
    }
    this.#from = Math.max(this.#from, this.#to + PER_LEAP + 1 - BUFFER_LENGTH);
  }

  #dueCycle(segment: Segment): number {
    return storeCycle(segment, this.#to) - (segment.average ? 2 : 1);
  }
}
