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
    this.#proportional = settings.pauseP ? 0 : Math.floor((error * settings.p) / 4096);
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
    this.#proportional = settings.pauseP ? 0 : Math.floor((this.#error * settings.p) / 4096);
    this.#sum = sat14(this.#proportional + this.integral);
    this.#output = limited(settings, this.#sum);
  }

  #integrate(gained: number): void {
    const sum = this.#integrator + gained;
    this.#integrator = sum >= integratorLimit ? integratorLimit - 1 : Math.max(sum, -integratorLimit);
  }
}
