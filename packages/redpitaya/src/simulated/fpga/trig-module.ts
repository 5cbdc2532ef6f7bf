import {
  TriggerBlock,
  type TriggerSettings,
  type TriggerState,
  triggerLatency,
  triggerReset,
} from '../dsp/trigger.ts';
import type { History } from './history.ts';
import type { Evaluate } from './signal.ts';
import { TrigRegisters } from './trig.ts';
import { TriggerRecord } from './trigger-record.ts';
import { TriggerSearch } from './trigger-search.ts';

/** Cycles from the write to the arm register to the first trigger it lets through. */
const ARMING = 3;
/** Cycles from the write to another register to the first trigger with the new settings. */
const CHANGING = 2;
/** Cycles stepped before the first one that counts: more than the pipeline is long. */
const PRIMING = 16;
/** Cycles after which the filter is settled. */
const SETTLING = 2 ** 30;

/** The trigger module: where its input crosses a threshold, found when somebody looks, or stepped if it must be. */
export class TrigModule {
  readonly registers: TrigRegisters;
  readonly block: TriggerBlock;
  readonly #input: Evaluate;
  readonly #search: TriggerSearch;
  /** Looks at the past, whatever the search for the next trigger has found so far. */
  readonly #review: TriggerSearch;
  readonly #record: TriggerRecord;
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
    this.#search = new TriggerSearch(input, bounds);
    this.#review = new TriggerSearch(input, bounds);
    this.block = new TriggerBlock(indexAt);
    this.#record = new TriggerRecord(triggerReset, this.#review, indexAt);
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
    return this.#record.history;
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
    return { armed: this.#armed, ...this.#record.at(cycle) };
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
    this.#begin(cycle, this.block.state);
  }

  /** First trigger in `from <= cycle < to`, both of them not in the future. */
  nextTrigger(from: number, to: number): number | undefined {
    if (this.#stepped) return this.block.recent.find((cycle) => cycle >= from && cycle < to);
    this.advance(to);
    return this.#record.next(from, to);
  }

  /** The output wire while the module is not stepped. */
  evaluate(start: number, stride: number, count: number, out: Int32Array): void {
    this.advance(start + (count - 1) * stride);
    this.#record.evaluate(start, stride, count, out);
  }

  /** Least and greatest output in `from <= cycle < to` while the module is not stepped. */
  bounds(from: number, to: number): [number, number] {
    this.advance(to);
    return this.#record.bounds(from, to);
  }

  /** Finds the triggers before `cycle`. */
  advance(cycle: number): void {
    if (this.#stepped || cycle <= this.#searchedTo) return;
    const from = this.#searchedTo;
    this.#searchedTo = cycle;
    if (!this.isActive || this.#settings.autoRearm) return;
    const hit = this.#search.next(this.#settings, from, cycle);
    if (hit === undefined) return;
    this.#record.trigger(hit);
    this.#armed = false;
    // The module disarms one cycle after a trigger, in time for the next one to slip through.
    if (this.#search.next(this.#settings, hit + 1, hit + 2) !== undefined) this.#record.trigger(hit + 1);
  }

  /** Notes the last trigger, so that what was before `cycle` may be forgotten. */
  checkpoint(cycle: number): void {
    if (this.#stepped || !this.isActive) return;
    if (this.#settings.autoRearm) this.#begin(cycle, this.state(cycle));
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
    this.#begin(at, state);
    if (!isPassed) return;
    this.#record.trigger(cycle + 1 + triggerLatency);
    this.#armed = settings.autoRearm;
  }

  #begin(cycle: number, state: TriggerState): void {
    this.#record.begin(cycle, this.#settings, this.isActive && this.#settings.autoRearm, state);
  }
}
