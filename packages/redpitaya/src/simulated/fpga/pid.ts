import { Pid, type PidSettings, pidFeedForward, pidLatency } from '../dsp/pid.ts';
import { History } from './history.ts';
import { computed, constant, RegisterBlock, StoredRegister } from './registers.ts';
import type { Evaluate } from './signal.ts';

/** What the registers of one PID module ask for; gains and levels as signed register codes. */
export interface PidSetup {
  readonly setpoint: number;
  readonly p: number;
  readonly i: number;
  readonly filter: number;
  readonly min: number;
  readonly max: number;
  /** Gains stopped while the sync bit is 0: bit 0 I, bit 1 P. */
  readonly pause: number;
  /** The other PID's filtered input stands in for the setpoint. */
  readonly differential: boolean;
}

/** What a PID module does beyond keeping numbers. */
export interface PidActions {
  /** Integer part of the integrator at `cycle`, s16. */
  integrator(cycle: number): number;
  /** Loads the integrator with `value` (s16). */
  load(value: number, cycle: number): void;
  /** New settings are in force from the cycle after `cycle`. */
  changed(settings: PidSetup, cycle: number): void;
}

const LOAD = 0x100;

/** Registers of one of pid0-2, at its DSP base. */
export class PidRegisters extends RegisterBlock {
  constructor(actions: PidActions) {
    const setpoint = new StoredRegister(14);
    const p = new StoredRegister(24);
    const i = new StoredRegister(24);
    const filter = new StoredRegister(32);
    const min = new StoredRegister(14, 0x2000);
    const max = new StoredRegister(14, 0x1fff);
    const pause = new StoredRegister(4, 7);
    super(
      [
        [
          LOAD,
          computed(
            (cycle) => actions.integrator(cycle),
            (value, cycle) => actions.load((value << 16) >> 16, cycle),
          ),
        ],
        [0x104, setpoint],
        [0x108, p],
        [0x10c, i],
        [0x110, new StoredRegister(24)],
        [0x120, filter],
        [0x124, min],
        [0x128, max],
        [0x12c, pause],
        [0x200, constant(12)],
        [0x204, constant(32)],
        [0x208, constant(10)],
        [0x20c, constant(24)],
        [0x220, constant(4)],
        [0x224, constant(5)],
        [0x228, constant(10)],
      ],
      (offset, cycle) => {
        if (offset === LOAD) return;
        const settings = {
          setpoint: setpoint.signed(14),
          p: p.signed(24),
          i: i.signed(24),
          filter: filter.value,
          min: min.signed(14),
          max: max.signed(14),
          pause: pause.value & 7,
          differential: pause.value >= 8,
        };
        actions.changed(settings, cycle);
      },
    );
  }
}

/** Settings after the image was loaded. */
const RESET: PidSetup = {
  setpoint: 0,
  p: 0,
  i: 0,
  filter: 0,
  min: -8192,
  max: 8191,
  pause: 7,
  differential: false,
};

/** Cycles stepped before the first one that counts: more than the pipeline is long. */
const PRIMING = 16;
/** Cycles after which every filter is settled. */
const SETTLING = 2 ** 30;

interface PidState {
  readonly settings: PidSettings;
  readonly integral: number;
}

/** Cycles from the gain multiplication to the output: from when on new settings show there. */
const SETTINGS_LATENCY = 2;

/** Without gain the input has no effect. */
function isDeaf({ p, i, pauseP, pauseI }: PidSettings): boolean {
  return (p === 0 || pauseP) && (i === 0 || pauseI);
}

/** One PID module: its registers, its settings by cycle, and the block that is stepped while memory matters. */
export class PidModule {
  readonly registers: PidRegisters;
  readonly block = new Pid();
  #setup = RESET;
  #sync = true;
  #integral = 0;
  #stepped = false;
  readonly #history: History<PidState>;

  /** @param settle - brings everything that is stepped to a cycle */
  constructor(settle: (cycle: number) => void) {
    this.registers = new PidRegisters({
      integrator: (cycle) => {
        if (this.#stepped) settle(cycle);
        return this.integral;
      },
      load: (value, cycle) => {
        this.#integral = value;
        this.block.loadIntegral(value);
        if (!this.#stepped) this.#apply(cycle + 1);
      },
      changed: (setup, cycle) => {
        this.#setup = setup;
        this.#apply(cycle + 1);
      },
    });
    this.#history = new History<PidState>({ settings: this.block.settings, integral: 0 });
    this.#apply(Number.NEGATIVE_INFINITY);
  }

  /** The output follows from the input of four cycles ago alone. */
  get isMemoryless(): boolean {
    const { settings } = this.block;
    return (settings.i === 0 || settings.pauseI) && this.block.filter.isOff && !settings.differential;
  }

  /** Its input has no effect on its output. */
  get isDeaf(): boolean {
    return isDeaf(this.block.settings);
  }

  /** Integrator in whole counts. */
  get integral(): number {
    return this.#stepped ? this.block.integral : this.#integral;
  }

  /** Whether the block is stepped, because memory or a feedback loop is involved. */
  get stepped(): boolean {
    return this.#stepped;
  }

  /** Starts stepping at `cycle` with the pipeline and the filters settled at the input of the cycles before. */
  enter(input: Evaluate, cycle: number): void {
    const recent = new Int32Array(PRIMING);
    input(cycle - PRIMING, 1, PRIMING, recent);
    const { settings } = this.block;
    this.block.loadIntegral(this.#integral);
    this.block.settings = { ...settings, i: 0 };
    this.block.filter.leap(recent[0] ?? 0, SETTLING);
    for (const value of recent) this.block.step(value);
    this.block.settings = settings;
    this.#stepped = true;
  }

  /** Stops stepping: the output follows in closed form from `cycle` on. */
  leave(cycle: number): void {
    this.#integral = this.block.integral;
    this.#stepped = false;
    this.#apply(cycle);
  }

  /** Settings by cycle. */
  get history(): History<unknown> {
    return this.#history;
  }

  /** The module's sync bit from `cycle` on; 0 pauses the gains that the pause bits name. */
  synchronise(on: boolean, cycle: number): void {
    if (on === this.#sync) return;
    this.#sync = on;
    this.#apply(cycle);
  }

  /** The output while the module is memoryless and not stepped. */
  evaluate(input: Evaluate, start: number, stride: number, count: number, out: Int32Array): void {
    this.#history.runs(start - SETTINGS_LATENCY, stride, count, ({ settings, integral }, begin, end) => {
      if (isDeaf(settings)) {
        out.fill(pidFeedForward(settings, integral, 0), begin, end);
        return;
      }
      const part = begin === 0 ? out : out.subarray(begin);
      input(start - pidLatency + begin * stride, stride, end - begin, part);
      for (let i = 0; i < end - begin; i++) part[i] = pidFeedForward(settings, integral, part[i] ?? 0);
    });
  }

  /**
   * Gain and offset (counts) from the input {@link pidLatency} cycles earlier to the output in `from <= cycle < to`, while
   * the module is memoryless and not stepped. Rounding aside.
   *
   * @returns undefined if settings change or limits act in between
   */
  line(
    input: (from: number, to: number) => readonly [number, number],
    from: number,
    to: number,
  ): { readonly gain: number; readonly offset: number } | undefined {
    const state = this.#history.steady(from - SETTINGS_LATENCY, to - SETTINGS_LATENCY);
    if (state === undefined) return undefined;
    const { setpoint, p, pauseP, min, max } = state.settings;
    const gain = pauseP ? 0 : p / 4096;
    const offset = state.integral - setpoint * gain;
    // Without gain the input may be the module's own output, by way of a loop: it must not be asked.
    const ends =
      gain === 0 ? [offset] : input(from - pidLatency, to - pidLatency).map((end) => end * gain + offset);
    return ends.every((end) => end >= min && end <= max) ? { gain, offset } : undefined;
  }

  /** Least and greatest output in `from <= cycle < to` while the module is memoryless and not stepped. */
  bounds(input: (from: number, to: number) => [number, number], from: number, to: number): [number, number] {
    let ends: readonly [number, number] | undefined;
    let [least, greatest] = [8191, -8192];
    this.#history.stretches(from - SETTINGS_LATENCY, to - SETTINGS_LATENCY, ({ settings, integral }) => {
      if (!isDeaf(settings)) ends ??= input(from - pidLatency, to - pidLatency);
      for (const end of ends ?? [0]) {
        const output = pidFeedForward(settings, integral, end);
        least = Math.min(least, output);
        greatest = Math.max(greatest, output);
      }
    });
    return [least, greatest];
  }

  #apply(cycle: number): void {
    const { filter, pause, ...settings } = this.#setup;
    const paused = this.#sync ? 0 : pause;
    this.block.settings = { ...settings, pauseI: (paused & 1) !== 0, pauseP: (paused & 2) !== 0 };
    this.block.filter.configure(filter);
    this.#history.push(cycle, { settings: this.block.settings, integral: this.integral });
  }
}
