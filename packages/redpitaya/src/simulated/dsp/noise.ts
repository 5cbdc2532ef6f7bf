const quantiles = 4096;

/**
 * Quantiles of a Gaussian of variance 1/2, so that the sum of two has variance 1. Integrates dq/dp = 1/density from
 * the median outwards.
 */
const gaussian = (() => {
  const table = new Float64Array(quantiles);
  const substeps = 64;
  const step = 1 / quantiles / substeps;
  const slope = (q: number): number => Math.sqrt(2 * Math.PI) * Math.exp((q * q) / 2);
  let value = 0;
  let power = 0;
  for (let index = 0; index < quantiles / 2; index += 1) {
    for (let substep = 0; substep < (index === 0 ? substeps / 2 : substeps); substep += 1) {
      const middle = value + (step / 2) * slope(value);
      value += step * slope(middle);
    }
    table[quantiles / 2 + index] = value;
    table[quantiles / 2 - 1 - index] = -value;
    power += (2 * value * value) / quantiles;
  }
  return table.map((entry) => entry / Math.sqrt(2 * power));
})();

function mix(word: number, key: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x7feb_352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed ^ key, 0x846c_a68b);
  return mixed ^ (mixed >>> 16);
}

/**
 * White Gaussian noise as a pure function of seed, channel and cycle, so that the order of evaluation never matters.
 *
 * Values are hashed from the cycle; a value reaches at most 5.2 sigma.
 */
export class Noise {
  /** Standard deviation of one cycle's value, in counts. */
  readonly sigma: number;
  readonly #seed: number;
  readonly #channel: number;
  #epoch = Number.NaN;
  #key1 = 0;
  #key2 = 0;

  /**
   * @param seed - any safe integer; the low 32 bits count
   * @param channel - tells independent noises of one seed apart, u32
   * @param sigma - standard deviation in counts, 0 for none
   */
  constructor(seed: number, channel: number, sigma = 1) {
    this.#seed = seed | 0;
    this.#channel = channel | 0;
    this.sigma = sigma;
  }

  /** Noise in counts (not rounded) in a cycle, 0..2^53-1. */
  at(cycle: number): number {
    this.#enter(cycle);
    return this.sigma * this.#value(cycle | 0);
  }

  /**
   * Adds the noise of n cycles from `startCycle` in steps of `stride`.
   *
   * @param out - counts; its first n elements are changed
   * @param averaged - cycles averaged per value; the noise shrinks by its square root
   */
  addBlock(out: Float64Array, startCycle: number, stride: number, n: number, averaged = 1): void {
    const scale = this.sigma / Math.sqrt(averaged);
    let index = 0;
    while (index < n) {
      const cycle = startCycle + index * stride;
      this.#enter(cycle);
      const left = (this.#epoch + 1) * 2 ** 32 - cycle;
      const last = Math.min(n, index + Math.ceil(left / stride));
      let word = cycle | 0;
      const step = stride | 0;
      for (; index < last; index += 1) {
        out[index] = (out[index] ?? 0) + scale * this.#value(word);
        word = (word + step) | 0;
      }
    }
  }

  /** The keys depend on the upper bits of the cycle. */
  #enter(cycle: number): void {
    const epoch = Math.floor(cycle / 2 ** 32);
    if (epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#key1 = mix(mix(this.#seed ^ 0x5bd1_e995, this.#channel), epoch);
    this.#key2 = mix(this.#key1 + 0x9e37_79b9, this.#seed);
  }

  #value(word: number): number {
    const hash = mix(word ^ this.#key1, this.#key2);
    return (gaussian[hash >>> 20] ?? 0) + (gaussian[(hash >>> 6) & 4095] ?? 0);
  }
}
