import { multiplyModulo } from './fixed-point.ts';
import {
  cyclesToOverflow,
  overflowsWithin,
  type Piece,
  type PointerSettings,
  run,
  stand,
} from './pointer-run.ts';

export { type PointerSettings, pointerReset } from './pointer-run.ts';

/** Cycles per microsecond tick of the pause counter. */
const tick = 125;

/** State of the pointer at one cycle, besides the registers. */
interface PointerState {
  readonly cycle: number;
  readonly pointer: number;
  readonly running: boolean;
  /** Periods until the present burst ends, 0 = endless. */
  readonly periodsLeft: number;
  /** Bursts to come after the present one or, in a pause, in all. */
  readonly burstsLeft: number;
  /** In a pause: the cycle at which the next burst begins. */
  readonly nextBurst: number;
}

function isRetriggered(settings: PointerSettings, state: PointerState): boolean {
  return state.running && state.burstsLeft > 0 && settings.pause === 0;
}

/**
 * The table pointer of an ASG channel from one cycle on, in closed form: immutable, any later cycle can be asked in
 * any order. Every event (trigger, reset, register write) gives a new motion from the event on; a reader that looks
 * back (the output is 6 cycles late) keeps the older one.
 *
 * Settings with step > size + 1, which PyRPL cannot make, are taken modulo size + 1.
 */
export class PointerMotion {
  /** First cycle this motion describes. */
  readonly cycle: number;
  /** Registers in force. */
  readonly settings: PointerSettings;
  readonly #state: PointerState;
  readonly #firstEnd: number;
  readonly #secondStart: number;
  readonly #burstLength: number;
  readonly #burstPeriod: number;
  /** Reused by every look-up: nothing is allocated per cycle. */
  readonly #piece: Piece = { base: 0, scale: 1, modulus: 1, position: 0, rate: 0, until: 0, running: false };

  private constructor(settings: PointerSettings, state: PointerState) {
    this.cycle = state.cycle;
    this.settings = settings;
    this.#state = state;
    const { cyclesPerBurst, startPhase, pause } = settings;
    const gap = pause * tick + 1;
    // Without a pause the next repetition's trigger is always high, so the period counter never counts down.
    const periods = isRetriggered(settings, state) ? 0 : state.periodsLeft;
    this.#firstEnd = state.running
      ? state.cycle + cyclesToOverflow(settings, state.pointer, periods)
      : state.cycle;
    this.#secondStart = state.running ? this.#firstEnd + gap : state.nextBurst;
    const burstPeriods = pause === 0 && state.burstsLeft > 1 ? 0 : cyclesPerBurst;
    this.#burstLength = cyclesToOverflow(settings, startPhase, burstPeriods);
    this.#burstPeriod = this.#burstLength + gap;
  }

  /** A channel that waits at its start phase. */
  static waiting(settings: PointerSettings, cycle: number): PointerMotion {
    return new PointerMotion(settings, {
      cycle,
      pointer: settings.startPhase,
      running: false,
      periodsLeft: 0,
      burstsLeft: 0,
      nextBurst: Number.POSITIVE_INFINITY,
    });
  }

  /** Pointer at a cycle, u30. Before the motion's first cycle it is the pointer of that cycle. */
  pointerAt(cycle: number): number {
    const piece = this.#locate(Math.max(cycle, this.cycle));
    return piece.base + piece.scale * piece.position;
  }

  /** Whether the pointer moves in this cycle (a burst is running). */
  runningAt(cycle: number): boolean {
    return this.#locate(Math.max(cycle, this.cycle)).running;
  }

  /** Whether the pointer turns with period 2^30 and even steps, or rests, in all of `from <= cycle < to`. */
  isEven(from: number, to: number): boolean {
    const { rate, scale, modulus, until } = this.#locate(Math.max(from, this.cycle));
    const isTurning = scale === 1 && modulus === 2 ** 30;
    return from >= this.cycle && until >= to && (rate === 0 || isTurning);
  }

  /**
   * First cycle not before `cycle` in which the pointer overflows: the trigger output to the scope (sources 8, 9) is
   * high for that cycle. It is high too in the cycle of a trigger.
   *
   * @returns Infinity when the pointer never overflows again
   */
  nextOverflow(cycle: number): number {
    const { step, size, startPhase } = this.settings;
    if (step === 0) return Number.POSITIVE_INFINITY;
    const from = Math.max(cycle, this.cycle);
    const piece = this.#locate(from);
    const until = piece.until;
    if (piece.running) {
      const distance = size + 1 - (piece.base + piece.scale * piece.position);
      const found = from + Math.max(1, Math.ceil(distance / step)) - 1;
      return found < until || until === Number.POSITIVE_INFINITY ? found : this.nextOverflow(until);
    }
    if (until === Number.POSITIVE_INFINITY) return until;
    return until + Math.ceil((size + 1 - startPhase) / step) - 1;
  }

  /**
   * The trigger input is high in `cycle` (the cycle after the software pulse): starts the pointer from the start
   * phase in the next cycle, or, while it runs without repetitions left, reloads the period counter only.
   */
  triggered(cycle: number): PointerMotion {
    const state = this.#stateAt(cycle);
    const { cyclesPerBurst, repetitions, startPhase } = this.settings;
    const next = this.#stateAt(cycle + 1);
    if (state.running) {
      if (state.burstsLeft > 0) return this;
      return new PointerMotion(this.settings, { ...next, running: true, periodsLeft: cyclesPerBurst });
    }
    if (state.burstsLeft > 0) {
      // A burst that begins in the very next cycle is not counted off.
      const uncounted = state.nextBurst === cycle + 1 ? 1 : 0;
      return new PointerMotion(this.settings, { ...state, burstsLeft: repetitions + uncounted });
    }
    return new PointerMotion(this.settings, {
      cycle: cycle + 1,
      pointer: startPhase,
      running: true,
      periodsLeft: cyclesPerBurst,
      burstsLeft: repetitions,
      nextBurst: Number.POSITIVE_INFINITY,
    });
  }

  /** Registers change in `cycle`; the pointer and a begun burst go on. */
  configured(cycle: number, settings: PointerSettings): PointerMotion {
    const state = this.#stateAt(cycle);
    if (!isRetriggered(this.settings, state)) return new PointerMotion(settings, state);
    return new PointerMotion(settings, { ...state, periodsLeft: settings.cyclesPerBurst });
  }

  /** The bursts to come are called off in `cycle`; the present one ends as it would. */
  withoutRepetitions(cycle: number): PointerMotion {
    return new PointerMotion(this.settings, { ...this.#stateAt(cycle), burstsLeft: 0 });
  }

  /** The state machine's reset is high in `cycle`: from the next cycle the pointer waits at the start phase. */
  reset(cycle: number): PointerMotion {
    return PointerMotion.waiting(this.settings, cycle + 1);
  }

  /**
   * Visits the pointer at n cycles from `startCycle` in steps of `stride`.
   *
   * @param out - receives table indices (pointer >> 16) in its first n elements
   */
  indexBlock(out: Int16Array | Int32Array, startCycle: number, stride: number, n: number): void {
    let index = 0;
    while (index < n) {
      const cycle = startCycle + index * stride;
      const piece = this.#locate(Math.max(cycle, this.cycle));
      const rate = cycle < this.cycle ? 0 : piece.rate;
      const until = cycle < this.cycle ? this.cycle : piece.until;
      const last = Math.min(n, index + Math.ceil((until - cycle) / stride));
      const { base, scale, modulus } = piece;
      const advance =
        modulus === Number.POSITIVE_INFINITY ? rate * stride : multiplyModulo(stride, rate, modulus);
      let position = piece.position;
      for (; index < last; index += 1) {
        out[index] = (base + scale * position) >> 16;
        position += advance;
        if (position >= modulus) position -= modulus;
      }
    }
  }

  /** Where the pointer is at a cycle of this motion and how it goes on: pointer = base + scale x position. */
  #locate(cycle: number): Piece {
    const state = this.#state;
    const piece = this.#piece;
    const { startPhase } = this.settings;
    if (state.running && cycle < this.#firstEnd) {
      run(piece, this.settings, state.pointer, state.cycle, this.#firstEnd, cycle);
      return piece;
    }
    const bursts = state.burstsLeft;
    const done = cycle < this.#secondStart ? -1 : Math.floor((cycle - this.#secondStart) / this.#burstPeriod);
    const burst = Math.min(done, bursts - 1);
    const start = burst < 0 ? 0 : this.#secondStart + (burst === 0 ? 0 : burst * this.#burstPeriod);
    if (burst >= 0 && cycle < start + this.#burstLength) {
      run(piece, this.settings, startPhase, start, start + this.#burstLength, cycle);
      return piece;
    }
    if (burst >= 0)
      run(piece, this.settings, startPhase, start, Number.POSITIVE_INFINITY, start + this.#burstLength);
    else if (state.running)
      run(piece, this.settings, state.pointer, state.cycle, Number.POSITIVE_INFINITY, this.#firstEnd);
    else stand(piece, state.pointer);
    stand(piece, piece.base + piece.scale * piece.position);
    if (burst < bursts - 1) {
      piece.until = burst < 0 ? this.#secondStart : start + this.#burstPeriod;
    }
    return piece;
  }

  #stateAt(cycle: number): PointerState {
    const at = Math.max(cycle, this.cycle);
    const state = this.#state;
    const { cyclesPerBurst } = this.settings;
    const pointer = this.pointerAt(at);
    const running = this.runningAt(at);
    if (state.running && at < this.#firstEnd) {
      return {
        ...state,
        cycle: at,
        pointer,
        periodsLeft: this.#periodsLeft(at, this.#firstEnd, state.periodsLeft, pointer),
      };
    }
    if (at < this.#secondStart || state.burstsLeft === 0) {
      return { ...state, cycle: at, pointer, running, periodsLeft: 0, nextBurst: this.#secondStart };
    }
    const burst = Math.min(state.burstsLeft - 1, Math.floor((at - this.#secondStart) / this.#burstPeriod));
    const end = this.#secondStart + (burst === 0 ? 0 : burst * this.#burstPeriod) + this.#burstLength;
    return {
      cycle: at,
      pointer,
      running,
      periodsLeft: running ? this.#periodsLeft(at, end, cyclesPerBurst, pointer) : 0,
      burstsLeft: state.burstsLeft - burst - 1,
      nextBurst: end + this.#burstPeriod - this.#burstLength,
    };
  }

  #periodsLeft(cycle: number, end: number, periods: number, pointer: number): number {
    if (periods === 0 || end === Number.POSITIVE_INFINITY) return periods;
    return overflowsWithin(this.settings, pointer, end - cycle);
  }
}
