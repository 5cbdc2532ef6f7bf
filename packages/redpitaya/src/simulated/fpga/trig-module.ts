import {
  phaseLatency,
  pulseLevel,
  TRIGGER_OUTPUT,
  TriggerBlock,
  type TriggerSettings,
  type TriggerState,
  triggerLatency,
  triggerPhase,
  triggerReset,
} from '../dsp/trigger.ts';
import { History } from './history.ts';
import type { Evaluate } from './signal.ts';
import { TrigRegisters } from './trig.ts';
import { TriggerSearch } from './trigger-search.ts';

/** A stretch of cycles in which the module does one thing. */
interface Stretch extends Omit<TriggerState, 'armed'> {
  readonly settings: TriggerSettings;
  /** Its first cycle. */
  readonly since: number;
  /** Every crossing in it is a trigger; else there is none but the one at its beginning, if `last` says so. */
  readonly automatic: boolean;
  /** Phase register in the cycle of the trigger at the beginning. */
  readonly phaseBefore: number;
}

/** Cycles from the write to the arm register to the first trigger it lets through. */
const ARMING = 3;
/** Cycles from the write to another register to the first trigger with the new settings. */
const CHANGING = 2;
/** Samples further apart than this are looked at one by one. */
const WALKED = 16;
/** Cycles stepped before the first one that counts: more than the pipeline is long. */
const PRIMING = 16;
/** Cycles after which the filter is settled. */
const SETTLING = 2 ** 30;

/** The trigger module: where its input crosses a threshold, found when somebody looks, or stepped if it must be. */
export class TrigModule {
  readonly registers: TrigRegisters;
  readonly block: TriggerBlock;
  readonly #input: Evaluate;
  readonly #indexAt: (cycle: number) => number;
  readonly #search: TriggerSearch;
  /** Looks at the past, whatever the search for the next trigger has found so far. */
  readonly #review: TriggerSearch;
  readonly #history: History<Stretch>;
  #settings = triggerReset;
  #armed = false;
  #searchedTo = 0;
  #stepped = false;

  /**
   * @param input - the module's input in closed form, and its bounds
   * @param indexAt - table index of asg0's pointer
   * @param settle - brings everything that is stepped to a cycle
   */
  constructor(
    input: Evaluate,
    bounds: (from: number, to: number) => readonly [number, number],
    indexAt: (cycle: number) => number,
    settle: (cycle: number) => void,
  ) {
    this.#input = input;
    this.#indexAt = indexAt;
    this.#search = new TriggerSearch(input, bounds);
    this.#review = new TriggerSearch(input, bounds);
    this.block = new TriggerBlock(indexAt);
    this.#history = new History<Stretch>({
      settings: triggerReset,
      since: 0,
      automatic: false,
      last: -1,
      phase: 0,
      phaseBefore: 0,
      output: 0,
    });
    const observe = (cycle: number): TriggerState => {
      if (this.#stepped) settle(cycle);
      return this.state(cycle);
    };
    this.registers = new TrigRegisters({
      armed: (cycle) => observe(cycle).armed,
      lastTrigger: (cycle) => Math.max(0, observe(cycle).last),
      rearm: (cycle) => this.#rearm(cycle),
      changed: (settings, filter, cycle) => this.#change(settings, filter, cycle),
    });
  }

  /** Stretches by cycle. */
  get history(): History<unknown> {
    return this.#history;
  }

  /** A crossing would trigger. */
  get isActive(): boolean {
    const { rising, falling } = this.#settings;
    return (rising || falling) && (this.#stepped ? this.block.state.armed : this.#armed);
  }

  /** Whether its input filter remembers. */
  get isFiltered(): boolean {
    return !this.block.filter.isOff;
  }

  /** Whether the block is stepped, because its input has no closed form or its filter remembers. */
  get stepped(): boolean {
    return this.#stepped;
  }

  /** What the registers show at `cycle`. */
  state(cycle: number): TriggerState {
    if (this.#stepped) return this.block.state;
    this.advance(cycle);
    const { last, phase } = this.#lastBefore(this.#history.at(cycle - 1), cycle);
    return { armed: this.#armed, last, phase, output: this.#outputAt(cycle) };
  }

  /** Starts stepping at `cycle`, with pipeline and filter settled at the input of the cycles before. */
  enter(cycle: number): void {
    const recent = new Int32Array(PRIMING);
    this.#input(cycle - PRIMING, 1, PRIMING, recent);
    const state = this.state(cycle);
    this.block.filter.leap(recent[0] ?? 0, SETTLING);
    for (const value of recent) this.block.filter.step(value);
    this.block.restore(state, this.block.filter.wire(recent.at(-1) ?? 0));
    this.#stepped = true;
  }

  /** Stops stepping: triggers follow in closed form from `cycle` on. */
  leave(cycle: number): void {
    this.#stepped = false;
    this.#armed = this.block.state.armed;
    this.#searchedTo = cycle;
    this.#search.restart();
    this.#push(cycle, this.block.state);
  }

  /** First trigger in `from <= cycle < to`, both of them not in the future. */
  nextTrigger(from: number, to: number): number | undefined {
    if (this.#stepped) return this.block.recent.find((cycle) => cycle >= from && cycle < to);
    this.advance(to);
    let found: number | undefined;
    this.#history.stretches(from, to, ({ settings, automatic, last, since }, begin, end) => {
      if (found !== undefined) return;
      if (automatic) found = this.#review.first(settings, begin, end);
      else if (last === since && last >= begin) found = last;
    });
    return found;
  }

  /** The output wire while the module is not stepped. */
  evaluate(start: number, stride: number, count: number, out: Int32Array): void {
    this.advance(start + (count - 1) * stride);
    this.#history.runs(start - 1, stride, count, (stretch, begin, end) => {
      const part = begin === 0 ? out : out.subarray(begin);
      this.#evaluate(stretch, start - 1 + begin * stride, stride, end - begin, part);
    });
  }

  /** Least and greatest output in `from <= cycle < to` while the module is not stepped. */
  bounds(from: number, to: number): [number, number] {
    this.advance(to);
    let [least, greatest] = [8191, -8192];
    const include = (low: number, high: number): void => {
      least = Math.min(least, low);
      greatest = Math.max(greatest, high);
    };
    this.#history.stretches(from - 1, to - 1, (stretch) => {
      const { settings, automatic, since, last, phase, phaseBefore, output } = stretch;
      if (settings.output === TRIGGER_OUTPUT.pulse) include(0, automatic || last === since ? pulseLevel : 0);
      else if (settings.output !== TRIGGER_OUTPUT.phase) include(output, output);
      else if (automatic) include(-8192, 8191);
      else include(Math.min(phase, phaseBefore), Math.max(phase, phaseBefore));
    });
    return [least, greatest];
  }

  /** Finds the triggers before `cycle`. */
  advance(cycle: number): void {
    if (this.#stepped || cycle <= this.#searchedTo) return;
    const from = this.#searchedTo;
    this.#searchedTo = cycle;
    if (!this.isActive || this.#settings.autoRearm) return;
    const hit = this.#search.next(this.#settings, from, cycle);
    if (hit === undefined) return;
    this.#trigger(hit);
    this.#armed = false;
    // The module disarms one cycle after a trigger, in time for the next one to slip through.
    if (this.#search.next(this.#settings, hit + 1, hit + 2) !== undefined) this.#trigger(hit + 1);
  }

  /** Notes the last trigger, so that what was before `cycle` may be forgotten. */
  checkpoint(cycle: number): void {
    if (this.#stepped || !this.isActive) return;
    if (this.#settings.autoRearm) this.#push(cycle, this.state(cycle));
    else this.advance(cycle);
  }

  #rearm(cycle: number): void {
    if (this.#stepped) {
      this.block.rearm();
      return;
    }
    this.advance(cycle + ARMING);
    this.#search.restart();
    this.#armed = true;
  }

  #change(settings: TriggerSettings, filter: number, cycle: number): void {
    const before = this.#settings;
    const at = cycle + CHANGING;
    this.block.filter.configure(filter);
    this.block.settings = settings;
    if (this.#stepped) {
      this.#settings = settings;
      return;
    }
    const state = this.state(at);
    const value = new Int32Array(1);
    this.#input(cycle + 1, 1, 1, value);
    const isMoved = settings.threshold !== before.threshold || settings.hysteresis !== before.hysteresis;
    const isPassed =
      isMoved && state.armed && this.#review.isPassedBy(before, settings, cycle + 1, value[0] ?? 0);
    this.#settings = settings;
    this.#search.restart();
    this.#armed = state.armed || settings.autoRearm;
    this.#push(at, state);
    if (!isPassed) return;
    this.#trigger(cycle + 1 + triggerLatency);
    this.#armed = settings.autoRearm;
  }

  #push(cycle: number, { last, phase, output }: TriggerState): void {
    const settings = this.#settings;
    const automatic = this.isActive && settings.autoRearm;
    this.#history.push(cycle, { settings, since: cycle, automatic, last, phase, phaseBefore: phase, output });
  }

  #trigger(cycle: number): void {
    const before = this.#history.latest;
    const phase = this.#phaseAt(this.#settings, cycle);
    this.#history.push(cycle, { ...before, since: cycle, last: cycle, phase, phaseBefore: before.phase });
  }

  #phaseAt(settings: TriggerSettings, trigger: number): number {
    return triggerPhase(settings, this.#indexAt(trigger - phaseLatency));
  }

  /** The last trigger before `cycle`, which lies in or right after `stretch`. */
  #lastBefore(stretch: Stretch, cycle: number): { readonly last: number; readonly phase: number } {
    const { settings, since, automatic, last, phase, phaseBefore } = stretch;
    if (last === since && cycle <= last) return { last: -1, phase: phaseBefore };
    const found = automatic ? this.#review.last(settings, since, cycle) : undefined;
    return found === undefined ? { last, phase } : { last: found, phase: this.#phaseAt(settings, found) };
  }

  #outputAt(cycle: number): number {
    const value = new Int32Array(1);
    this.#evaluate(this.#history.at(cycle - 1), cycle - 1, 1, 1, value);
    return value[0] ?? 0;
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
      else if (stride <= WALKED) this.#review.visit(settings, start, start + (count - 1) * stride + 1, place);
      else {
        for (let i = 0; i < count; i++) {
          const cycle = start + i * stride;
          const hit = this.#review.first(settings, cycle, cycle + 1);
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
    this.#review.visit(stretch.settings, start, start + (count - 1) * stride, (cycle) => {
      fill(cycle + 1);
      phase = this.#phaseAt(stretch.settings, cycle);
    });
    fill(Number.POSITIVE_INFINITY);
  }
}
