/** What the registers of an advanced trigger ask for. */
export interface AdvancedTriggerSettings {
  /** Passes the raw pin through, and arms. */
  readonly reset: boolean;
  readonly invert: boolean;
  /** Arms again when the output falls. */
  readonly rearm: boolean;
  /** The output stays high for this many cycles and one more. */
  readonly onTime: number;
}

/** Settings after the image was loaded. */
export const ADVANCED_TRIGGER_RESET: AdvancedTriggerSettings = {
  reset: true,
  invert: false,
  rearm: false,
  onTime: 0,
};

/**
 * The stage between the external trigger and a generator: a high pin raises its output for a set time, once or again
 * and again (red_pitaya_adv_trigger.v). Followed from event to event.
 */
export class AdvancedTrigger {
  readonly #changed: (level: boolean, cycle: number) => void;
  #settings = ADVANCED_TRIGGER_RESET;
  #input = false;
  #armed = true;
  #triggered = false;
  /** Cycle in which the registers have the state kept here. */
  #cycle = 0;
  /** While triggered: the cycle from which it may be over. */
  #ends = 0;
  #output = false;

  /** @param changed - called when the output has a new level from a cycle on, cycles ascending */
  constructor(changed: (level: boolean, cycle: number) => void) {
    this.#changed = changed;
  }

  /** The pin has a new level from `cycle` on. */
  input(level: boolean, cycle: number): void {
    this.follow(cycle);
    this.#input = level;
    this.#emit(cycle);
  }

  /** New settings are in force from `cycle` on. */
  configure(settings: AdvancedTriggerSettings, cycle: number): void {
    this.follow(cycle);
    this.#settings = settings;
    this.#emit(cycle);
  }

  /** Brings the registers to `cycle`. */
  follow(cycle: number): void {
    const since = this.#cycle;
    if (cycle <= since) return;
    this.#cycle = cycle;
    const { reset, rearm, onTime } = this.#settings;
    if (reset) {
      this.#triggered = false;
      this.#armed = true;
      return;
    }
    if (!this.#triggered && this.#armed && this.#input) {
      this.#triggered = true;
      this.#ends = since + 2 + onTime;
      this.#emit(since + 1);
    }
    if (!this.#triggered || this.#ends > cycle) return;
    const period = onTime + 1;
    if (rearm && this.#input) this.#ends += period * (Math.floor((cycle - this.#ends) / period) + 1);
    else {
      this.#triggered = false;
      this.#armed = rearm;
      this.#emit(this.#ends);
    }
  }

  #emit(cycle: number): void {
    const { reset, invert } = this.#settings;
    const output = reset ? this.#input : invert !== this.#triggered;
    if (output === this.#output) return;
    this.#output = output;
    this.#changed(output, cycle);
  }
}
