import { multiplyModulo } from './fixed-point.ts';

/** Phases at which a mean is kept, a power of two above the length of the waveform table. */
const PHASES = 65_536;
const TURN = 2 ** 30;
const WIDTH = TURN / PHASES;

/** Windows that cross at most this many levels are summed level by level. */
const FEW_LEVELS = 64;

/**
 * Means of a periodic waveform over `length` cycles of an even advance, for every phase they can begin at. Exact while
 * few levels are crossed. Else built by doubling: a mean over 2n cycles is that of two over n cycles, n steps of the
 * phase apart; a jump of the waveform is then blurred over 2^-16 turns.
 */
export class AveragedTable {
  readonly #levels: ArrayLike<number>;
  readonly #step: number;
  readonly #length: number;
  #means: Float64Array | undefined;

  /**
   * @param levels - one period, 2^n values
   * @param step - advance of the phase per cycle, 2^30 = one turn
   * @param length - cycles, a power of two
   */
  constructor(levels: ArrayLike<number>, step: number, length: number) {
    this.#levels = levels;
    this.#step = step;
    this.#length = length;
  }

  /** The mean over the cycles that begin at `phase`, 0 <= phase < 2^30. */
  at(phase: number): number {
    const width = TURN / this.#levels.length;
    if (this.#step * this.#length < FEW_LEVELS * width) return this.#exact(phase, width);
    this.#means ??= doubled(this.#levels, this.#step, this.#length);
    // A mean belongs to the middle of its range of phases.
    const place = phase / WIDTH - 0.5;
    const index = Math.floor(place);
    const low = this.#means[index & (PHASES - 1)] ?? 0;
    const high = this.#means[(index + 1) & (PHASES - 1)] ?? 0;
    return low + (place - index) * (high - low);
  }

  #exact(phase: number, width: number): number {
    const count = this.#levels.length;
    let total = 0;
    for (let done = 0, level = Math.floor(phase / width); done < this.#length; level++) {
      const crossing = Math.ceil(((level + 1) * width - phase) / this.#step);
      const until = Math.min(this.#length, crossing);
      total += (until - done) * (this.#levels[level % count] ?? 0);
      done = until;
    }
    return total / this.#length;
  }
}

function doubled(levels: ArrayLike<number>, step: number, length: number): Float64Array {
  const perLevel = PHASES / levels.length;
  let means = Float64Array.from({ length: PHASES + 1 }, (_, at) => {
    return levels[Math.floor((at % PHASES) / perLevel)] ?? 0;
  });
  let next = new Float64Array(PHASES + 1);
  for (let cycles = 1; cycles < length; cycles *= 2) {
    const shift = multiplyModulo(cycles, step, TURN) / WIDTH;
    const whole = Math.floor(shift);
    const rest = shift - whole;
    for (let at = 0; at < PHASES; at++) {
      const from = (at + whole) & (PHASES - 1);
      const low = means[from] ?? 0;
      next[at] = ((means[at] ?? 0) + low + rest * ((means[from + 1] ?? 0) - low)) / 2;
    }
    next[PHASES] = next[0] ?? 0;
    [means, next] = [next, means];
  }
  return means;
}
