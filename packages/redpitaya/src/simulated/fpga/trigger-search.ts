import type { TriggerSettings } from '../dsp/trigger.ts';
import { EdgeTrigger } from './edge-trigger.ts';
import type { Segment } from './segment.ts';
import type { Evaluate } from './signal.ts';

/** Every cycle is a sample of its own number. */
const EVERY_CYCLE: Segment = {
  firstStore: 0,
  decimation: 1,
  average: false,
  storesBefore: 0,
  firstIndex: 0,
  fromReset: true,
  end: Number.POSITIVE_INFINITY,
};
const FIRST_WINDOW = 32;
const WINDOW_GROWTH = 8;

/** Where a signal in closed form crosses the threshold of the trigger module, in cycles of the trigger. */
export class TriggerSearch {
  readonly #rising: EdgeTrigger;
  readonly #falling: EdgeTrigger;

  /** @param bounds - least and greatest value of the input in a range of cycles */
  constructor(input: Evaluate, bounds: (from: number, to: number) => readonly [number, number]) {
    const channel = {
      searchable: true,
      samples: (_: Segment, from: number, count: number, out: Int32Array) => input(from, 1, count, out),
      bounds: (from: number, to: number) => bounds(from + 1, to + 1),
    };
    this.#rising = new EdgeTrigger(channel, true);
    this.#falling = new EdgeTrigger(channel, false);
  }

  /** Forgets where the last search ended, after a change of settings. */
  restart(): void {
    this.#rising.restart();
    this.#falling.restart();
  }

  /** First crossing whose trigger is in `from <= cycle < to`. Ranges ascend, or {@link restart} comes first. */
  next(settings: TriggerSettings, from: number, to: number): number | undefined {
    const { rising, falling } = settings;
    const rise = rising ? this.#rising.find(EVERY_CYCLE, settings, from, to) : undefined;
    const fall = falling ? this.#falling.find(EVERY_CYCLE, settings, from, rise ?? to) : undefined;
    // The other detector has seen more than it should have.
    if (fall !== undefined && rise !== undefined) this.#rising.restart();
    return fall ?? rise;
  }

  /** As {@link next}, in any order. */
  first(settings: TriggerSettings, from: number, to: number): number | undefined {
    this.restart();
    return this.next(settings, from, to);
  }

  /** All crossings whose triggers are in `from <= cycle < to`, ascending. */
  visit(settings: TriggerSettings, from: number, to: number, found: (cycle: number) => void): void {
    this.restart();
    for (let at = from; ; ) {
      const hit = this.next(settings, at, to);
      if (hit === undefined) return;
      found(hit);
      at = hit + 1;
    }
  }

  /** Last crossing whose trigger is in `from <= cycle < to`. */
  last(settings: TriggerSettings, from: number, to: number): number | undefined {
    let found: number | undefined;
    for (let window = FIRST_WINDOW; found === undefined; window *= WINDOW_GROWTH) {
      const begin = Math.max(from, to - window);
      this.visit(settings, begin, to, (cycle) => {
        found = cycle;
      });
      if (begin <= from) break;
    }
    return found;
  }

  /**
   * Whether the input, which crosses nothing itself, is found beyond a new threshold by the detectors, which had not
   * seen it beyond the old one.
   *
   * @param cycle - when the new threshold is in force
   * @param value - the input then
   */
  isPassedBy(before: TriggerSettings, after: TriggerSettings, cycle: number, value: number): boolean {
    const isAbove = this.#rising.isRaised(EVERY_CYCLE, before, cycle);
    const isBelow = this.#falling.isRaised(EVERY_CYCLE, before, cycle);
    return (
      (after.rising && !isAbove && value >= after.threshold) ||
      (after.falling && !isBelow && value <= after.threshold)
    );
  }
}
