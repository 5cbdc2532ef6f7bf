import { quarterTurn } from './oscillator.ts';

/** Value of a signal in counts at a cycle; called for cycles of the present leap only, in any order. */
export type InputAt = (cycle: number) => number;

const turn = 2 ** 32;
const radians = (2 * Math.PI) / turn;
const amplitude = 65_535;

/**
 * Mean of input x reference over a leap, from a few samples of the input.
 *
 * Sampling a product at a fixed stride folds its component at twice the frequency back to DC whenever that is near a
 * multiple of the sampling rate. Below about two turns per leap the product is therefore sampled often enough (at
 * most 8 times per leap) that it cannot fold. Above, the sine, cosine and constant part of the input are fitted to
 * five samples spaced by about a quarter turn; their mean product over the leap follows in closed form, without any
 * component at twice the frequency. The cluster's place in the leap is drawn anew for each leap, so that components
 * at other frequencies do not fold to DC: of n leaps about 1/sqrt(2 n) of their amplitude is left, at random.
 */
export class SampledMixer {
  /** Mean of input x sine reference, counts x 65535. */
  sine = 0;
  /** Mean of input x cosine reference, counts x 65535. */
  cosine = 0;
  /** Mean of the samples taken, counts: an estimate of the input's mean over the leap. */
  mean = 0;
  /** Last sample taken, counts. */
  last = 0;
  #frequency = -1;
  #stride = -1;
  #samples = 1;
  #spacing = 0;
  #spread = 0;
  #cosineWeights = new Float64Array(0);
  #sineWeights = new Float64Array(0);
  /** State of the generator of places in the leap (Numerical Recipes' linear congruence). */
  #place = 0x9e37_79b9;

  /**
   * Mixes one leap.
   *
   * @param inputAt - the input
   * @param startCycle - first cycle of the leap
   * @param stride - cycles of the leap
   * @param phase - phase of the sine reference that meets the input of `startCycle`, 2^32 = one turn
   * @param frequency - phase step per cycle, u32
   */
  leap(inputAt: InputAt, startCycle: number, stride: number, phase: number, frequency: number): void {
    if (frequency !== this.#frequency || stride !== this.#stride) this.#prepare(frequency, stride);
    if (this.#spacing > 0) this.#fit(inputAt, startCycle, phase);
    else this.#sample(inputAt, startCycle, phase);
  }

  #prepare(frequency: number, stride: number): void {
    this.#frequency = frequency;
    this.#stride = stride;
    const signed = frequency >= turn / 2 ? frequency - turn : frequency;
    const turns = (Math.abs(signed) * stride) / turn;
    if (turns < 1.75 || stride < 8) {
      this.#samples = Math.min(stride, 2 ** Math.max(0, Math.ceil(Math.log2(turns / 0.22))));
      this.#spacing = 0;
      return;
    }
    this.#samples = 5;
    this.#spacing = quarterTurnSpacing(frequency, stride);
    this.#spread = stride - 4 * this.#spacing;
    this.#prepareFit(frequency * this.#spacing * radians);
  }

  /** Least squares of u cos(k d) + v sin(k d) + c for k = -2..2; u and c couple, v stands alone. */
  #prepareFit(angle: number): void {
    const [c1, c2] = [Math.cos(angle), Math.cos(2 * angle)];
    const [s1, s2] = [Math.sin(angle), Math.sin(2 * angle)];
    const sum = 1 + 2 * c1 + 2 * c2;
    const norm = 1 + 2 * c1 * c1 + 2 * c2 * c2 - (sum * sum) / 5;
    this.#cosineWeights = Float64Array.of(c2, c1, 1, c1, c2).map((value) => (value - sum / 5) / norm);
    this.#sineWeights = Float64Array.of(-s2, -s1, 0, s1, s2).map(
      (value) => value / (2 * (s1 * s1 + s2 * s2)),
    );
  }

  #sample(inputAt: InputAt, startCycle: number, phase: number): void {
    const spacing = this.#stride / this.#samples;
    let [sine, cosine, mean] = [0, 0, 0];
    for (let index = 0; index < this.#samples; index += 1) {
      const offset = Math.floor((index + 0.5) * spacing);
      const value = inputAt(startCycle + offset);
      const angle = ((phase + Math.imul(this.#frequency, offset)) >>> 0) * radians;
      sine += value * Math.sin(angle);
      cosine += value * Math.cos(angle);
      mean += value;
      this.last = value;
    }
    this.sine = (sine * amplitude) / this.#samples;
    this.cosine = (cosine * amplitude) / this.#samples;
    this.mean = mean / this.#samples;
  }

  #fit(inputAt: InputAt, startCycle: number, phase: number): void {
    this.#place = (Math.imul(this.#place, 1_664_525) + 1_013_904_223) >>> 0;
    const first = Math.floor((this.#place / turn) * this.#spread);
    let [u, v, mean] = [0, 0, 0];
    for (let index = 0; index < 5; index += 1) {
      const value = inputAt(startCycle + first + index * this.#spacing);
      u += value * (this.#cosineWeights[index] ?? 0);
      v += value * (this.#sineWeights[index] ?? 0);
      mean += value;
      this.last = value;
    }
    const centre = first + 2 * this.#spacing;
    const angle = ((phase + Math.imul(this.#frequency, centre)) >>> 0) * radians;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    this.sine = (amplitude / 2) * (u * sin + v * cos);
    this.cosine = (amplitude / 2) * (u * cos - v * sin);
    this.mean = mean / 5;
  }
}

/** Spacing in cycles, five samples fitting into the leap, whose phase advance is nearest to a quarter turn. */
function quarterTurnSpacing(frequency: number, stride: number): number {
  let best = 1;
  let error = turn;
  const longest = Math.min(64, Math.floor((stride - 1) / 4));
  const quarterCycles = Math.max(1, Math.round(quarterTurn / Math.max(frequency, 1)));
  for (const start of [1, quarterCycles - 8]) {
    for (let spacing = Math.max(1, start); spacing < start + longest; spacing += 1) {
      if (4 * spacing >= stride) break;
      const advance = Math.imul(frequency, spacing) >>> 0;
      const distance = Math.abs(Math.min(advance, turn - advance) - quarterTurn);
      if (distance < error) [best, error] = [spacing, distance];
    }
  }
  return best;
}
