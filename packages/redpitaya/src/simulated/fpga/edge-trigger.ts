import { signExtend } from '../dsp/fixed-point.ts';
import { Averages } from './averages.ts';
import { type Segment, storeCycle, storesBefore } from './segment.ts';

/** A scope channel as the trigger search sees it. */
export interface TriggerChannel {
  /**
   * Samples of stores `from <= k < from + count`, which all have happened. Below 0 they are those that the detector saw
   * before the first one was stored.
   */
  samples(segment: Segment, from: number, count: number, out: Int32Array): void;
  /** Least and greatest value that the input can have had in `from <= cycle < to`. */
  bounds(from: number, to: number): readonly [number, number];
  /** False when samples are recorded as they happen, so that only the last buffer length can be searched. */
  readonly searchable: boolean;
}

/** Where the edge is, s14 counts. */
export interface EdgeLevels {
  readonly threshold: number;
  readonly hysteresis: number;
}

/** Cycles from the store of a sample to the trigger pulse that it causes. */
const PULSE_LATENCY = 3;
/** Samples looked at in one go where the bounds do not decide. */
const BLOCK = 256;
/** Samples that are asked at a time, further and further back, for the state of the hysteresis flag. */
const LOOK_BACK = 256;
/** Evaluations per search, and per look back; what lies further back than they reach is passed over. */
const BUDGET = 16384;

/** Evaluations that one sample of this segment costs at worst. */
function evaluationsPerSample({ average, decimation }: Segment): number {
  return average ? Averages.cost(decimation) : 1;
}

/**
 * The edge detector of one channel and direction. The flag is set when a sample reaches the threshold and cleared
 * when one goes beyond the hysteresis on the other side; its rise is the trigger.
 */
export class EdgeTrigger {
  readonly #channel: TriggerChannel;
  readonly #sign: 1 | -1;
  readonly #block = new Int32Array(Math.max(BLOCK, LOOK_BACK));
  #segment: Segment | undefined;
  #next = 0;
  #flag = false;

  /** @param rising - true for the rising edge */
  constructor(channel: TriggerChannel, rising: boolean) {
    this.#channel = channel;
    this.#sign = rising ? 1 : -1;
  }

  /** Forgets where the last search ended, after a change of source. */
  restart(): void {
    this.#segment = undefined;
  }

  /** First trigger pulse in `from <= cycle < to`. */
  find(segment: Segment, settings: EdgeLevels, from: number, to: number): number | undefined {
    const { high, low } = this.#levels(settings);
    const first = storesBefore(segment, from - PULSE_LATENCY);
    const end = storesBefore(segment, to - PULSE_LATENCY);
    const budget = Math.max(BLOCK, Math.floor(BUDGET / evaluationsPerSample(segment)));
    if (this.#segment !== segment || this.#next < first) this.#begin(segment, first, high, low);
    if (!this.#channel.searchable && this.#next < end - BUDGET)
      this.#passOver(segment, end - BUDGET, high, low);
    let left = budget;
    let size = end - this.#next;
    while (this.#next < end) {
      size = Math.min(Math.max(size, 1), end - this.#next);
      if (this.#skip(segment, size, high, low)) {
        size *= 2;
        continue;
      }
      if (size > BLOCK && this.#channel.searchable) {
        size = Math.ceil(size / 2);
        continue;
      }
      size = Math.min(size, BLOCK);
      if (left < size) {
        if (this.#next < end - budget) {
          this.#passOver(segment, end - budget, high, low);
          left = budget + BLOCK;
          continue;
        }
      }
      left -= size;
      const hit = this.#examine(segment, size, high, low);
      if (hit !== undefined) return storeCycle(segment, hit) + PULSE_LATENCY;
    }
    return undefined;
  }

  /** Whether a sample beyond the threshold was the last one before `cycle` to change the flag. */
  isRaised(segment: Segment, settings: EdgeLevels, cycle: number): boolean {
    const { high, low } = this.#levels(settings);
    this.#begin(segment, storesBefore(segment, cycle), high, low);
    return this.#flag;
  }

  #levels({ threshold, hysteresis }: EdgeLevels): { readonly high: number; readonly low: number } {
    return {
      high: this.#sign * threshold,
      low: this.#sign * signExtend(threshold - this.#sign * hysteresis, 14),
    };
  }

  #begin(segment: Segment, first: number, high: number, low: number): void {
    this.#segment = segment;
    this.#next = first;
    this.#flag = false;
    const { firstStore, decimation } = segment;
    const sinceReset = Math.ceil((decimation + 2 - firstStore) / decimation);
    const earliest = Math.max(sinceReset, first - Math.floor(BUDGET / evaluationsPerSample(segment)));
    for (let end = first; end > earliest && !this.#staysBetween(segment, earliest, end, high, low); ) {
      const from = Math.max(earliest, end - LOOK_BACK);
      this.#channel.samples(segment, from, end - from, this.#block);
      for (let i = end - from - 1; i >= 0; i--) {
        const value = this.#sign * (this.#block[i] ?? 0);
        if (value >= high || value < low) {
          this.#flag = value >= high;
          return;
        }
      }
      end = from;
    }
  }

  /** Begins later than the last search ended. An edge in what is left out is seen late, rather than never. */
  #passOver(segment: Segment, first: number, high: number, low: number): void {
    const flag = this.#flag;
    this.#begin(segment, first, high, low);
    this.#flag &&= flag;
  }

  /** Whether the bounds say that no sample of `from <= k < to` can have set or cleared the flag. */
  #staysBetween(segment: Segment, from: number, to: number, high: number, low: number): boolean {
    if (!this.#channel.searchable) return false;
    const [least, greatest] = this.#bounds(segment, from, to);
    return least >= low && greatest < high;
  }

  /** Least and greatest value, as the edge counts, of the samples of `from <= k < to`. */
  #bounds(segment: Segment, from: number, to: number): readonly [number, number] {
    const [least, greatest] = this.#channel.bounds(
      storeCycle(segment, from) - 2 - segment.decimation,
      storeCycle(segment, to - 1),
    );
    return this.#sign > 0 ? [least, greatest] : [-greatest, -least];
  }

  /** Passes over the next `size` samples if the bounds say that none of them can raise the flag. */
  #skip(segment: Segment, size: number, high: number, low: number): boolean {
    const [least, greatest] = this.#bounds(segment, this.#next, this.#next + size);
    const staysDown = !this.#flag && greatest < high;
    const staysUp = this.#flag && least >= low;
    const goesDown = greatest < Math.min(low, high);
    if (!staysDown && !staysUp && !goesDown) return false;
    if (goesDown) this.#flag = false;
    this.#next += size;
    return true;
  }

  #examine(segment: Segment, size: number, high: number, low: number): number | undefined {
    this.#channel.samples(segment, this.#next, size, this.#block);
    for (let i = 0; i < size; i++) {
      const value = this.#sign * (this.#block[i] ?? 0);
      if (value >= high) {
        if (!this.#flag) {
          this.#flag = true;
          const hit = this.#next + i;
          this.#next = hit + 1;
          return hit;
        }
      } else if (value < low) this.#flag = false;
    }
    this.#next += size;
    return undefined;
  }
}
