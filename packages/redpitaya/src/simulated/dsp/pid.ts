import { FilterChain, pidInputFilter } from './filter.ts';
import { sat14 } from './fixed-point.ts';

/** What the registers of a PID module say (facts: offsets 0x104 to 0x12C), decoded to signed integers. */
export interface PidSettings {
  /** Setpoint in counts, -8192..8191. */
  readonly setpoint: number;
  /** Proportional gain, s24; 4096 is a gain of 1. */
  readonly p: number;
  /** Integral gain, s24; the integrator gains error * i / 2^32 counts per cycle. */
  readonly i: number;
  /** Lower output limit in counts. */
  readonly min: number;
  /** Upper output limit in counts; wins where both limits apply. */
  readonly max: number;
  /** The P term is forced to 0 (pause bit set and sync bit 0). */
  readonly pauseP: boolean;
  /** The integrator stands still (pause bit set and sync bit 0). */
  readonly pauseI: boolean;
  /** Subtract the partner's filtered input in place of the setpoint. */
  readonly differential: boolean;
}

/** Settings after the FPGA's reset: no gain, full output range. */
export const pidReset: PidSettings = {
  setpoint: 0,
  p: 0,
  i: 0,
  min: -8192,
  max: 8191,
  pauseP: false,
  pauseI: false,
  differential: false,
};

/** Cycles from the input wire to the output wire through the P term. */
export const pidLatency = 4;

const integratorLimit = 2 ** 47;
const integratorUnit = 2 ** 32;

function limited(settings: PidSettings, sum: number): number {
  const value = sat14(sum);
  return value >= settings.max ? settings.max : Math.max(value, settings.min);
}

/**
 * Output of a PID whose memory does not matter: filters off, and the integrator paused or its gain 0.
 *
 * @param settings - not in differential mode
 * @param integral - integrator in whole counts (what register 0x100 reads)
 * @param input - input wire in counts, {@link pidLatency} cycles before the output
 * @returns output in counts
 */
export function pidFeedForward(settings: PidSettings, integral: number, input: number): number {
  const proportional = settings.pauseP ? 0 : Math.floor(((input - settings.setpoint) * settings.p) / 4096);
  return limited(settings, proportional + integral);
}

/**
 * Longest stride at which an integrator in a loop of the given gain is still well damped when each leap holds its
 * input: the integral then corrects at most a quarter of the error per leap.
 *
 * @param i - integral gain, s24
 * @param loopGain - gain of everything between this output and this input at DC, absolute
 * @returns cycles, a power of two of at least 1
 */
export function pidStrideLimit(i: number, loopGain: number): number {
  const perCycle = (Math.abs(i) * loopGain) / integratorUnit;
  return perCycle === 0 ? 2 ** 30 : 2 ** Math.max(0, Math.min(30, Math.floor(Math.log2(0.25 / perCycle))));
}

function saturated(integrator: number): number {
  return integrator >= integratorLimit ? integratorLimit - 1 : Math.max(integrator, -integratorLimit);
}

/** Cycles from the filtered input to the integrator. */
const inFlight = 2;
/** Fewest cycles that the output can be held for: what is in the pipeline has passed. */
const shortestHeld = 4;

/** Most cycles of one {@link Pid.run}. */
const longestRun = 512;
/** Working memory of a run, shared by all modules: nothing in it outlives the run. */
const filtered = new Int32Array(longestRun);

/** One PID module: input filter, proportional and integral term, output limits. The image has no D stage. */
export class Pid {
  /** Settings in force from the next step. */
  settings: PidSettings = pidReset;
  /** Input filter (register 0x120). */
  readonly filter = new FilterChain(pidInputFilter);
  #filtered = 0;
  #filteredMean = 0;
  #error = 0;
  #proportional = 0;
  #gained = 0;
  #integrator = 0;
  #pending: number | undefined;
  #sum = 0;
  #output = 0;

  /** Output wire in counts (output_signal and output_direct). */
  get output(): number {
    return this.#output;
  }

  /** The output is at one of its limits. */
  get isAtLimit(): boolean {
    return this.#output === this.settings.max || this.#output === this.settings.min;
  }

  /** Integrator in whole counts, -32768..32767 (what register 0x100 reads). */
  get integral(): number {
    return Math.floor(this.#integrator / integratorUnit);
  }

  /**
   * Loads the integrator with the next step or leap (a write to register 0x100).
   *
   * @param counts - s16, -32768..32767
   */
  loadIntegral(counts: number): void {
    this.#pending = counts * integratorUnit;
  }

  /** One cycle with the input wire at `input` counts, outside differential mode. */
  step(input: number): void {
    this.filterStep(input);
    this.controlStep(undefined);
  }

  /**
   * As `count` steps with the first `count` elements of `input`, outside differential mode.
   *
   * @param count - at most 512
   * @param out - receives the output before each step
   */
  run(input: Int32Array, count: number, out: Int32Array): void {
    for (let k = 0; k < count; k += 1) filtered[k] = input[k] ?? 0;
    this.filter.run(filtered, count);
    this.#filtered = filtered[count - 1] ?? 0;
    const { setpoint, p, i, min, max, pauseP, pauseI } = this.settings;
    const scale = 1 / integratorUnit;
    let error = this.#error;
    let proportional = this.#proportional;
    let gained = this.#gained;
    let integrator = this.#integrator;
    let sum = this.#sum;
    let output = this.#output;
    for (let k = 0; k < count; k += 1) {
      out[k] = output;
      output = sum >= max ? max : Math.max(sum, min);
      sum = proportional + Math.floor(integrator * scale);
      sum = sat14(sum);
      if (this.#pending !== undefined) {
        integrator = this.#pending;
        this.#pending = undefined;
      } else if (!pauseI) {
        integrator += gained;
        if (integrator >= integratorLimit) integrator = integratorLimit - 1;
        else if (integrator < -integratorLimit) integrator = -integratorLimit;
      }
      gained = error * i;
      proportional = pauseP ? 0 : Math.floor((error * p) / 4096);
      error = (filtered[k] ?? 0) - setpoint;
    }
    this.#error = error;
    this.#proportional = proportional;
    this.#gained = gained;
    this.#integrator = integrator;
    this.#sum = sum;
    this.#output = output;
  }

  /** First half of a cycle: the input filter. In differential mode run it for both partners first. */
  filterStep(input: number): void {
    this.#filtered = this.filter.step(input);
  }

  /**
   * Second half of a cycle, from the filtered input to the output register.
   *
   * @param partner - the other PID of the differential pair (pid0 and pid1); pid2 has none and subtracts 0
   */
  controlStep(partner: Pid | undefined): void {
    const { settings } = this;
    const sum = this.#sum;
    this.#output = sum >= settings.max ? settings.max : Math.max(sum, settings.min);
    this.#sum = sat14(this.#proportional + Math.floor(this.#integrator / integratorUnit));
    if (this.#pending !== undefined) {
      this.#integrator = this.#pending;
      this.#pending = undefined;
    } else if (!settings.pauseI) {
      this.#integrate(this.#gained);
    }
    const error = this.#error;
    this.#gained = error * settings.i;
    this.#proportional = this.#proportionalTo(error);
    let reference = settings.setpoint;
    if (settings.differential) reference = partner === undefined ? 0 : partner.#filtered;
    this.#error = this.#filtered - reference;
  }

  /** Advances by `stride` cycles with constant input in counts, outside differential mode. */
  leap(input: number, stride: number): void {
    this.filterLeap(input, stride);
    this.controlLeap(stride, undefined);
  }

  /** First half of a leap: the input filter. */
  filterLeap(input: number, stride: number): void {
    this.#filteredMean = this.filter.leap(input, stride);
    this.#filtered = this.filter.wire(input);
  }

  /**
   * Second half of a leap. The integrator takes the mean error over the leap, the P term its end; the few cycles of
   * the pipeline are taken as passed.
   *
   * @param stride - cycles, an integer of at least 1
   * @param partner - as for {@link controlStep}
   */
  controlLeap(stride: number, partner: Pid | undefined): void {
    const { settings } = this;
    let reference = settings.setpoint;
    let referenceMean = settings.setpoint;
    if (settings.differential) {
      reference = partner === undefined ? 0 : partner.#filtered;
      referenceMean = partner === undefined ? 0 : partner.#filteredMean;
    }
    if (this.#pending !== undefined) {
      this.#integrator = this.#pending;
      this.#pending = undefined;
    }
    if (!settings.pauseI) {
      this.#integrate(Math.round((this.#filteredMean - referenceMean) * settings.i * stride));
    }
    this.#error = this.#filtered - reference;
    this.#gained = this.#error * settings.i;
    this.#proportional = this.#proportionalTo(this.#error);
    this.#sum = sat14(this.#proportional + this.integral);
    this.#output = limited(settings, this.#sum);
  }

  /**
   * How many of the next `cycles` the output stays at a limit for certain while the input is held, before the integrator
   * comes back to that limit.
   *
   * @param input - counts
   * @returns cycles, 0 in differential mode and where the output is not at a limit or leaves it within the pipeline
   */
  heldCycles(input: number, cycles: number): number {
    const { settings } = this;
    const { setpoint, i, min, max, pauseI, differential } = settings;
    if (differential || !this.isAtLimit) return 0;
    if (limited(settings, this.#sum) !== this.#output) return 0;
    if (limited(settings, this.#proportional + this.integral) !== this.#output) return 0;
    const [first, second] = this.#inFlight();
    const third = this.#proportionalTo(this.#error) + Math.floor(first / integratorUnit);
    if (limited(settings, third) !== this.#output) return 0;
    // While the input filter moves, the extremes of its output decide.
    const [low, high] = this.filter.range(input);
    const isAtMax = this.#output === max;
    const towards = isAtMax ? Math.min : Math.max;
    const proportional = towards(this.#proportionalTo(low - setpoint), this.#proportionalTo(high - setpoint));
    const gained = pauseI ? 0 : towards((low - setpoint) * i, (high - setpoint) * i);
    // The integrator may come to here, as a sum of at least max or below min + 1 is at the limit.
    const edge = ((isAtMax ? max : Math.min(min + 1, max)) - proportional) * integratorUnit;
    const room = isAtMax ? second - edge : edge - 1 - second;
    if (room < 0) return 0;
    const speed = isAtMax ? -gained : gained;
    const held = speed > 0 ? Math.min(cycles, inFlight + Math.floor(room / speed)) : cycles;
    return held >= shortestHeld ? held : 0;
  }

  /**
   * Advances by so many cycles as {@link heldCycles} told for this input: with the input filter off to where single steps
   * go, bit for bit.
   */
  leapHeld(input: number, cycles: number): void {
    const { setpoint, i, pauseI } = this.settings;
    [, this.#integrator] = this.#inFlight();
    this.#pending = undefined;
    this.filterLeap(input, cycles);
    const error = this.#filtered - setpoint;
    this.#error = error;
    this.#gained = error * i;
    this.#proportional = this.#proportionalTo(error);
    const sumOfErrors = (this.#filteredMean - setpoint) * cycles - inFlight * error;
    if (!pauseI) this.#integrate(Math.round(sumOfErrors * i) - this.#gained);
    this.#sum = sat14(this.#proportional + this.integral);
    if (!pauseI) this.#integrate(this.#gained);
  }

  /** The integrator after one and after {@link inFlight} cycles, which depend on earlier inputs alone. */
  #inFlight(): readonly [number, number] {
    const { i, pauseI } = this.settings;
    const first = this.#pending ?? saturated(this.#integrator + (pauseI ? 0 : this.#gained));
    return [first, saturated(first + (pauseI ? 0 : this.#error * i))];
  }

  #proportionalTo(error: number): number {
    return this.settings.pauseP ? 0 : Math.floor((error * this.settings.p) / 4096);
  }

  #integrate(gained: number): void {
    this.#integrator = saturated(this.#integrator + gained);
  }
}
