import {
  phaseLatency,
  pulseLevel,
  TRIGGER_OUTPUT,
  type TriggerSettings,
  type TriggerState,
  triggerPhase,
} from '../dsp/trigger.ts';
import { History } from './history.ts';
import type { TriggerSearch } from './trigger-search.ts';

/** A stretch of cycles in which the trigger module does one thing. */
export interface Stretch extends Omit<TriggerState, 'armed'> {
  readonly settings: TriggerSettings;
  /** Its first cycle. */
  readonly since: number;
  /** Every crossing in it is a trigger; else there is none but the one at its beginning, if `last` says so. */
  readonly automatic: boolean;
  /** Phase register in the cycle of the trigger at the beginning. */
  readonly phaseBefore: number;
}

/** Samples further apart than this are looked at one by one. */
const WALKED = 16;

/** What the trigger module has done, by cycle: its triggers, and the output that follows from them. */
export class TriggerRecord {
  readonly history: History<Stretch>;
  readonly #search: TriggerSearch;
  readonly #indexAt: (cycle: number) => number;

  /**
   * @param search - over the module's input in closed form
   * @param indexAt - table index of asg0's pointer
   */
  constructor(settings: TriggerSettings, search: TriggerSearch, indexAt: (cycle: number) => number) {
    const start = { settings, since: 0, automatic: false, last: -1, phase: 0, phaseBefore: 0, output: 0 };
    this.history = new History<Stretch>(start);
    this.#search = search;
    this.#indexAt = indexAt;
  }

  /** From `cycle` on these settings are in force, and there are no triggers unless `automatic`. */
  begin(cycle: number, settings: TriggerSettings, automatic: boolean, state: TriggerState): void {
    const { last, phase, output } = state;
    this.history.push(cycle, { settings, since: cycle, automatic, last, phase, phaseBefore: phase, output });
  }

  /** A trigger at `cycle`. */
  trigger(cycle: number): void {
    const before = this.history.latest;
    const phase = this.#phaseAt(before.settings, cycle);
    this.history.push(cycle, { ...before, since: cycle, last: cycle, phase, phaseBefore: before.phase });
  }

  /** The last trigger before `cycle`, the phase stored then, and the output at `cycle`. */
  at(cycle: number): Omit<TriggerState, 'armed'> {
    const value = new Int32Array(1);
    this.evaluate(cycle, 1, 1, value);
    return { ...this.#lastBefore(this.history.at(cycle - 1), cycle), output: value[0] ?? 0 };
  }

  /** First trigger in `from <= cycle < to`. */
  next(from: number, to: number): number | undefined {
    let found: number | undefined;
    this.history.stretches(from, to, ({ settings, automatic, last, since }, begin, end) => {
      if (found !== undefined) return;
      if (automatic) found = this.#search.first(settings, begin, end);
      else if (last === since && last >= begin) found = last;
    });
    return found;
  }

  /** The output wire at `start`, `start + stride`, ... */
  evaluate(start: number, stride: number, count: number, out: Int32Array): void {
    this.history.runs(start - 1, stride, count, (stretch, begin, end) => {
      const part = begin === 0 ? out : out.subarray(begin);
      this.#evaluate(stretch, start - 1 + begin * stride, stride, end - begin, part);
    });
  }

  /** Least and greatest output in `from <= cycle < to`. */
  bounds(from: number, to: number): [number, number] {
    let [least, greatest] = [8191, -8192];
    const include = (low: number, high: number): void => {
      least = Math.min(least, low);
      greatest = Math.max(greatest, high);
    };
    this.history.stretches(from - 1, to - 1, (stretch) => {
      const { settings, automatic, since, last, phase, phaseBefore, output } = stretch;
      if (settings.output === TRIGGER_OUTPUT.pulse) include(0, automatic || last === since ? pulseLevel : 0);
      else if (settings.output !== TRIGGER_OUTPUT.phase) include(output, output);
      else if (automatic) include(-8192, 8191);
      else include(Math.min(phase, phaseBefore), Math.max(phase, phaseBefore));
    });
    return [least, greatest];
  }

  #phaseAt(settings: TriggerSettings, trigger: number): number {
    return triggerPhase(settings, this.#indexAt(trigger - phaseLatency));
  }

  /** The last trigger before `cycle`, which lies in or right after `stretch`. */
  #lastBefore(stretch: Stretch, cycle: number): { readonly last: number; readonly phase: number } {
    const { settings, since, automatic, last, phase, phaseBefore } = stretch;
    if (last === since && cycle <= last) return { last: -1, phase: phaseBefore };
    const found = automatic ? this.#search.last(settings, since, cycle) : undefined;
    return found === undefined ? { last, phase } : { last: found, phase: this.#phaseAt(settings, found) };
  }

  /** Output one cycle after `start`, `start + stride`, ..., which all lie in `stretch`. */
  #evaluate(stretch: Stretch, start: number, stride: number, count: number, out: Int32Array): void {
    const { settings, automatic } = stretch;
    if (settings.output === TRIGGER_OUTPUT.pulse) {
      out.fill(0, 0, count);
      const place = (cycle: number): void => {
        const index = (cycle - start) / stride;
        if (Number.isInteger(index) && index >= 0 && index < count) out[index] = pulseLevel;
      };
      if (!automatic) place(stretch.last);
      else if (stride <= WALKED) this.#search.visit(settings, start, start + (count - 1) * stride + 1, place);
      else {
        for (let i = 0; i < count; i++) {
          const cycle = start + i * stride;
          const hit = this.#search.first(settings, cycle, cycle + 1);
          if (hit !== undefined) place(hit);
        }
      }
    } else if (settings.output !== TRIGGER_OUTPUT.phase) out.fill(stretch.output, 0, count);
    else if (!automatic) {
      for (let i = 0; i < count; i++) out[i] = this.#lastBefore(stretch, start + i * stride).phase;
    } else if (stride > WALKED) {
      for (let i = 0; i < count; i++) out[i] = this.#lastBefore(stretch, start + i * stride).phase;
    } else this.#walk(stretch, start, stride, count, out);
  }

  /** The phase register at `start`, `start + stride`, ... while every crossing changes it. */
  #walk(stretch: Stretch, start: number, stride: number, count: number, out: Int32Array): void {
    let { phase } = this.#lastBefore(stretch, start);
    let filled = 0;
    const fill = (until: number): void => {
      const end = Math.min(count, Math.max(filled, Math.ceil((until - start) / stride)));
      out.fill(phase, filled, end);
      filled = end;
    };
    this.#search.visit(stretch.settings, start, start + (count - 1) * stride, (cycle) => {
      fill(cycle + 1);
      phase = this.#phaseAt(stretch.settings, cycle);
    });
    fill(Number.POSITIVE_INFINITY);
  }
}
