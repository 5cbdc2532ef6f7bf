import { multiplyModulo } from './fixed-point.ts';

/** Phases at which a mean is kept, a power of two above the length of the waveform table. */
const PHASES = 65_536;
const TURN = 2 ** 30;
const WIDTH = TURN / PHASES;

/**
 * Means of a periodic waveform over `length` cycles of an even advance, for every phase they can begin at. Built by
 * doubling: a mean over 2n cycles is that of two over n cycles, n steps of the phase apart.
 */
export class AveragedTable {
  readonly #means: Float64Array;

  /**
   * @param levels - one period
   * @param step - advance of the phase per cycle, 2^30 = one turn
   * @param length - cycles, a power of two
   */
  constructor(levels: ArrayLike<number>, step: number, length: number) {
    const perLevel = PHASES / levels.length;
    let means = Float64Array.from({ length: PHASES + 1 }, (_, at) => {
      return levels[Math.floor((at % PHASES) / perLevel)] ?? 0;
    });
    let doubled = new Float64Array(PHASES + 1);
    for (let cycles = 1; cycles < length; cycles *= 2) {
      const shift = multiplyModulo(cycles, step, TURN) / WIDTH;
      const whole = Math.floor(shift);
      const rest = shift - whole;
      for (let at = 0; at < PHASES; at++) {
        const from = (at + whole) & (PHASES - 1);
        const low = means[from] ?? 0;
        doubled[at] = ((means[at] ?? 0) + low + rest * ((means[from + 1] ?? 0) - low)) / 2;
      }
      doubled[PHASES] = doubled[0] ?? 0;
      [means, doubled] = [doubled, means];
    }
    this.#means = means;
  }

  /** The mean over the cycles that begin at `phase`, 0 <= phase < 2^30. */
  at(phase: number): number {
    // A mean belongs to the middle of its range of phases.
    const place = phase / WIDTH - 0.5;
    const index = Math.floor(place);
    const low = this.#means[index & (PHASES - 1)] ?? 0;
    const high = this.#means[(index + 1) & (PHASES - 1)] ?? 0;
    return low + (place - index) * (high - low);
  }
}
