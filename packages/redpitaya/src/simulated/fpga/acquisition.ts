import { BUFFER_LENGTH, SCOPE_RESET, type ScopeSettings, type ScopeState } from './scope.ts';
import { bufferIndex, type Segment, storeCycle, storesBefore } from './segment.ts';

/** Finds the next trigger pulse of a source. */
export interface TriggerFinder {
  /**
   * The first trigger pulse of `source` in `from <= cycle < to`, or undefined. Called with ascending ranges while
   * `segment` is being written.
   */
  find(source: number, segment: Segment, from: number, to: number): number | undefined;
}

/** A trigger that was accepted. */
export interface Trigger {
  /** Cycle of the pulse. */
  readonly pulse: number;
  /** First cycle after the post-trigger delay. */
  readonly end: number;
}

const SOFTWARE = 1;
const SATURATED = 2 ** 32 - 1;

/**
 * The scope's write machine in closed form: what happened between two looks follows from the cycles of the writes,
 * the trigger search and counting stores, without stepping through them.
 *
 * A pulse register raised by a write at cycle `w` is high at `w + 1`, and its effect shows from `w + 2` on.
 */
export class Acquisition {
  settings: ScopeSettings = SCOPE_RESET;
  readonly #finder: TriggerFinder;
  readonly #segments: Segment[] = [];
  #writing = false;
  #source = 0;
  #searchedTo = 0;
  #trigger: Trigger | undefined;
  #lastTrigger: Trigger | undefined;
  #triggerCycle = 0;
  #triggerPointer = 0;
  #countedStores = 0;
  #countFrom = 0;
  #pointerReset = true;

  constructor(finder: TriggerFinder) {
    this.#finder = finder;
  }

  /** Stretches of writing whose samples may still be in the buffers, oldest first. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Forgets the oldest segment: its samples are known or overwritten. */
  dropOldest(): void {
    this.#segments.shift();
  }

  /** The stretch being written at present. */
  get open(): Segment | undefined {
    return this.#writing ? this.#segments.at(-1) : undefined;
  }

  /** The last trigger: its pulse, and the end of its delay, which may lie in the future. */
  get lastTrigger(): Trigger | undefined {
    return this.#lastTrigger;
  }

  /** Trigger source waited for, 0 after a trigger's delay. */
  get source(): number {
    return this.#source;
  }

  /** Follows the machine up to `cycle`. */
  advance(cycle: number): void {
    if (this.#trigger === undefined) this.#search(cycle);
    if (this.#trigger !== undefined && this.#trigger.end <= cycle) this.#finish(this.#trigger);
  }

  /** What the registers show at `cycle`. */
  state(cycle: number): ScopeState {
    this.advance(cycle);
    return {
      writing: this.#writing,
      delayRunning: this.#trigger !== undefined,
      triggerSource: this.#source,
      writePointer: this.#writePointer(cycle),
      triggerPointer: this.#triggerPointer,
      samplesBeforeTrigger: Math.min(SATURATED, this.#samplesBeforeTrigger(cycle)),
      pretriggerOk: cycle >= this.#pretriggerOkFrom(),
      triggerCycle: this.#triggerCycle,
    };
  }

  /** An arm pulse from a write at `cycle`. */
  arm(cycle: number): void {
    this.advance(cycle);
    const { decimation } = this.settings;
    this.#trigger = undefined;
    this.#countedStores = 0;
    this.#countFrom = cycle + 2;
    this.#searchedTo = Math.max(this.#searchedTo, cycle + 2);
    this.#begin(cycle + 2, cycle + 2 + (decimation > 1 ? decimation : 0));
  }

  /** A reset pulse from a write at `cycle`. */
  reset(cycle: number): void {
    this.advance(cycle);
    this.#close(cycle + 2);
    this.#trigger = undefined;
    this.#source = 0;
    this.#triggerPointer = 0;
    this.#triggerCycle = cycle + 1;
    this.#countedStores = 0;
    this.#countFrom = cycle + 2;
    this.#pointerReset = true;
  }

  /** A write of the trigger source register at `cycle`. */
  select(source: number, cycle: number): void {
    this.advance(cycle);
    this.#source = source;
    this.#searchedTo = cycle + 2;
    if (source === SOFTWARE && this.#trigger === undefined && cycle + 2 >= this.#pretriggerOkFrom()) {
      this.#fire(cycle + 2);
    }
  }

  /** New settings from a write at `cycle`. */
  change(settings: ScopeSettings, cycle: number): void {
    this.advance(cycle);
    const open = this.open;
    const changed =
      settings.decimation !== this.settings.decimation || settings.average !== this.settings.average;
    this.settings = settings;
    if (open === undefined || !changed) return;
    this.#countedStores = this.#samplesBeforeTrigger(cycle + 2);
    this.#countFrom = cycle + 2;
    const last = storeCycle(open, storesBefore(open, cycle + 2) - 1);
    this.#begin(cycle + 2, Math.max(cycle + 2, last + settings.decimation));
    if (this.#trigger !== undefined) this.#rescheduleEnd(this.#trigger, open, cycle + 2);
  }

  #begin(cycle: number, firstStore: number): void {
    const previous = this.#close(cycle);
    const stores = previous === undefined ? 0 : storesBefore(previous, cycle);
    this.#segments.push({
      firstStore,
      decimation: this.settings.decimation,
      average: this.settings.average,
      storesBefore: previous === undefined ? 0 : previous.storesBefore + stores,
      firstIndex: previous === undefined || this.#pointerReset ? 0 : bufferIndex(previous, stores),
      fromReset: previous === undefined || this.#pointerReset,
      end: Number.POSITIVE_INFINITY,
    });
    this.#writing = true;
    this.#pointerReset = false;
  }

  #close(cycle: number): Segment | undefined {
    const last = this.#segments.at(-1);
    if (last !== undefined) last.end = Math.min(last.end, cycle);
    this.#writing = false;
    return last;
  }

  #search(cycle: number): void {
    const open = this.open;
    if (open === undefined || this.#source <= SOFTWARE) return;
    const from = Math.max(this.#searchedTo, this.#pretriggerOkFrom());
    if (from >= cycle) return;
    const pulse = this.#finder.find(this.#source, open, from, cycle);
    this.#searchedTo = cycle;
    if (pulse !== undefined) this.#fire(pulse);
  }

  #fire(pulse: number): void {
    const { delay } = this.settings;
    this.#countedStores = this.#samplesBeforeTrigger(pulse + 1);
    this.#countFrom = Number.POSITIVE_INFINITY;
    this.#triggerPointer = this.#writePointer(pulse);
    this.#triggerCycle = pulse;
    this.#schedule({ pulse, end: delay === 0 ? pulse + 1 : this.#endOfDelay(pulse, delay) });
  }

  #endOfDelay(pulse: number, delay: number): number {
    const open = this.open;
    if (open === undefined) return Number.POSITIVE_INFINITY;
    return storeCycle(open, storesBefore(open, pulse + 1) + delay - 1) + 2;
  }

  #rescheduleEnd(trigger: Trigger, before: Segment, cycle: number): void {
    const open = this.open;
    if (open === undefined) return;
    const counted = storesBefore(before, cycle) - storesBefore(before, trigger.pulse + 1);
    const end = storeCycle(open, Math.max(0, this.settings.delay - counted) - 1) + 2;
    this.#schedule({ pulse: trigger.pulse, end });
  }

  #schedule(trigger: Trigger): void {
    this.#trigger = trigger;
    this.#lastTrigger = trigger;
    if (this.open !== undefined && !this.settings.keep) this.open.end = trigger.end;
  }

  #finish(trigger: Trigger): void {
    this.#source = 0;
    this.#countFrom = trigger.end;
    this.#trigger = undefined;
    if (!this.settings.keep) this.#writing = false;
  }

  #samplesBeforeTrigger(cycle: number): number {
    const open = this.#segments.at(-1);
    if (open === undefined || cycle <= this.#countFrom) return this.#countedStores;
    return this.#countedStores + storesBefore(open, cycle) - storesBefore(open, this.#countFrom);
  }

  /** First cycle at which pretrig_ok is high: one cycle after more than 16384 - delay samples were counted. */
  #pretriggerOkFrom(): number {
    const { delay } = this.settings;
    if (delay >= BUFFER_LENGTH) return Number.NEGATIVE_INFINITY;
    const missing = ((BUFFER_LENGTH - delay) % BUFFER_LENGTH) + 1 - this.#countedStores;
    if (missing <= 0) return this.#countFrom === Number.POSITIVE_INFINITY ? 0 : this.#countFrom;
    const open = this.#segments.at(-1);
    if (open === undefined || this.#countFrom === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    const store = storesBefore(open, this.#countFrom) + missing - 1;
    return storeCycle(open, store) < open.end ? storeCycle(open, store) + 2 : Number.POSITIVE_INFINITY;
  }

  #writePointer(cycle: number): number {
    const last = this.#segments.at(-1);
    if (last === undefined || this.#pointerReset) return 0;
    const stores = storesBefore(last, cycle);
    return stores === 0 && last.fromReset ? 0 : bufferIndex(last, stores - 1);
  }
}
