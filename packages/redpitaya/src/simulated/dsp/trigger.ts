import { FilterChain, trigInputFilter } from './filter.ts';
import { signExtend } from './fixed-point.ts';

/** What the registers of the trigger module say, but for its input filter. */
export interface TriggerSettings {
  /** Triggers where the input reaches the threshold from below. */
  readonly rising: boolean;
  /** Triggers where the input reaches the threshold from above. */
  readonly falling: boolean;
  /** Armed all the time. */
  readonly autoRearm: boolean;
  /** Outputs the absolute value of the phase. */
  readonly absolute: boolean;
  /** Output: 0 a pulse per trigger, 1 the phase at the trigger, others hold what was there. */
  readonly output: number;
  /** Added to the phase, 2^14 = one turn. */
  readonly phaseOffset: number;
  /** s14 counts. */
  readonly threshold: number;
  /** s14 counts. */
  readonly hysteresis: number;
}

/** Settings after the FPGA's reset. */
export const triggerReset: TriggerSettings = {
  rising: false,
  falling: false,
  autoRearm: false,
  absolute: false,
  output: 0,
  phaseOffset: 0,
  threshold: 0,
  hysteresis: 20,
};

/** Values of the output register. */
export const TRIGGER_OUTPUT = { pulse: 0, phase: 1 } as const;
/** Output while a trigger is high, counts. */
export const pulseLevel = 8191;
/** Cycles from the input wire to the trigger that goes to the scope. */
export const triggerLatency = 3;
/** Cycles by which the phase that a trigger stores lies before it. */
export const phaseLatency = 2;

/** Triggers of the last steps that are remembered. */
const REMEMBERED = 256;

/**
 * The phase that the module stores, s14.
 *
 * @param index - table index of asg0's pointer {@link phaseLatency} cycles before the trigger
 */
export function triggerPhase(settings: TriggerSettings, index: number): number {
  const phase = signExtend(index + settings.phaseOffset, 14);
  return settings.absolute && phase < 0 ? signExtend(-phase, 14) : phase;
}

/** State of the module that outlasts its steps. */
export interface TriggerState {
  readonly armed: boolean;
  /** Cycle of the last trigger; negative if there was none. */
  readonly last: number;
  /** Phase stored then, s14. */
  readonly phase: number;
  /** Output in counts. */
  readonly output: number;
}

/** The trigger module cycle by cycle: Schmitt triggers, arming, time stamp and output (red_pitaya_trigger_block.v). */
export class TriggerBlock {
  settings: TriggerSettings = triggerReset;
  /** Input filter (register 0x120). */
  readonly filter = new FilterChain(trigInputFilter);
  /** Cycles of the latest triggers, ascending. */
  readonly recent: number[] = [];
  readonly #indexAt: (cycle: number) => number;
  #state: TriggerState = { armed: false, last: -1, phase: 0, output: 0 };
  #rearm = false;
  #isAbove = false;
  #wasAbove = false;
  #isBelow = false;
  #wasBelow = false;
  #rose = false;
  #fell = false;
  #trigger = false;

  /** @param indexAt - table index of asg0's pointer */
  constructor(indexAt: (cycle: number) => number) {
    this.#indexAt = indexAt;
  }

  get state(): TriggerState {
    return this.#state;
  }

  /** Takes over what the module was when nobody stepped it, with the detectors settled at `input`. */
  restore(state: TriggerState, input: number): void {
    this.#state = state;
    this.#isAbove = input >= this.settings.threshold;
    this.#isBelow = input <= this.settings.threshold;
    this.#wasAbove = this.#isAbove;
    this.#wasBelow = this.#isBelow;
    this.#rose = false;
    this.#fell = false;
    this.#trigger = false;
    this.recent.length = 0;
  }

  /** Arms with the next step. */
  rearm(): void {
    this.#rearm = true;
  }

  /** The cycle `cycle` with the input wire at `input` counts. */
  step(input: number, cycle: number): void {
    const filtered = this.filter.step(input);
    const { armed, phase, output } = this.#state;
    const { rising, falling } = this.settings;
    const trigger = this.#trigger;
    this.#trigger = ((this.#rose && rising) || (this.#fell && falling)) && armed;
    this.#rose = this.#isAbove && !this.#wasAbove;
    this.#fell = this.#isBelow && !this.#wasBelow;
    this.#wasAbove = this.#isAbove;
    this.#wasBelow = this.#isBelow;
    this.#detect(filtered);
    const select = this.settings.output;
    const next =
      select === TRIGGER_OUTPUT.pulse
        ? Number(trigger) * pulseLevel
        : select === TRIGGER_OUTPUT.phase
          ? phase
          : output;
    this.#finish(trigger, cycle, next);
  }

  /** `stride` cycles from `cycle` on with the mean input `input`. A crossing triggers at the beginning of them. */
  leap(input: number, cycle: number, stride: number): void {
    const filtered = this.filter.leap(input, stride);
    const { above, below } = { above: this.#isAbove, below: this.#isBelow };
    this.#detect(filtered);
    const { rising, falling } = this.settings;
    const crossed = (rising && this.#isAbove && !above) || (falling && this.#isBelow && !below);
    this.#wasAbove = this.#isAbove;
    this.#wasBelow = this.#isBelow;
    this.#trigger = false;
    this.#finish(crossed && this.#state.armed, cycle, this.#state.output);
    if (this.settings.output === TRIGGER_OUTPUT.pulse) this.#state = { ...this.#state, output: 0 };
    if (this.settings.output === TRIGGER_OUTPUT.phase) {
      this.#state = { ...this.#state, output: this.#state.phase };
    }
  }

  #detect(value: number): void {
    const { threshold, hysteresis } = this.settings;
    if (value >= threshold) this.#isAbove = true;
    else if (value < signExtend(threshold - hysteresis, 14)) this.#isAbove = false;
    if (value <= threshold) this.#isBelow = true;
    else if (value > signExtend(threshold + hysteresis, 14)) this.#isBelow = false;
  }

  #finish(trigger: boolean, cycle: number, output: number): void {
    const state = this.#state;
    const armed = (state.armed && !trigger) || this.#rearm || this.settings.autoRearm;
    this.#rearm = false;
    if (trigger) {
      const phase = triggerPhase(this.settings, this.#indexAt(cycle - phaseLatency));
      this.recent.push(cycle);
      if (this.recent.length > REMEMBERED) this.recent.shift();
      this.#state = { armed, last: cycle, phase, output };
    } else if (armed !== state.armed || output !== state.output) this.#state = { ...state, armed, output };
  }
}
