import { psat } from './fixed-point.ts';
import { lookupSine, modulated, quarterTurn } from './oscillator.ts';

/** Gains of an IQ module's modulator and of its quadrature outputs, as signed register codes. */
export interface ModulatorGains {
  /** Gains g1 and g4 of the demodulated quadratures into the modulator, s18, 2048 = 1. */
  readonly g1: number;
  /** Amplitude of the carrier, s18, 2^17 = 1 V. */
  readonly g2: number;
  /** Factor of the quadrature outputs, s18. */
  readonly g3: number;
  /** See g1. */
  readonly g4: number;
}

/** Output wires of an IQ module over some cycles, where somebody listens to them. */
export interface IqWires {
  readonly direct: Int32Array;
  readonly quadrature1: Int32Array;
  readonly quadrature2: Int32Array;
  /** Integral of the phase-frequency detector. */
  readonly phaseFrequency: Int32Array;
}

/** The way from the quadratures to the outputs of an IQ module. */
export class Modulator {
  #first1 = 0;
  #first2 = 0;
  #sum = 0;
  #direct = 0;
  #quadrature1 = 0;
  #quadrature2 = 0;

  /** output_direct, counts. */
  get direct(): number {
    return this.#direct;
  }

  /** First quadrature times g3, counts. */
  get quadrature1(): number {
    return this.#quadrature1;
  }

  /** Second quadrature times g3, counts. */
  get quadrature2(): number {
    return this.#quadrature2;
  }

  /** Factor of the sine, in front of the multiplication. */
  get sine(): number {
    return this.#first1;
  }

  /** Factor of the cosine, in front of the multiplication. */
  get cosine(): number {
    return this.#first2;
  }

  /** One cycle, bit for bit, with the quadratures (s24) and the oscillator's sine and cosine. */
  step(q1: number, q2: number, sine: number, cosine: number, gains: ModulatorGains): void {
    const direct = this.#sum >> 16;
    this.#direct = direct > 8191 ? 8191 : Math.max(direct, -8192);
    this.#sum = (Math.imul(this.#first1, sine) + Math.imul(this.#first2, cosine)) | 0;
    this.#factors(q1, q2, gains);
  }

  /**
   * As the steps `from <= i < to`. The oscillator's sine in step `from` is `sine`, in a later one that of
   * `phases[i]` (times 2 where its scale says so), or 0 while it is held.
   *
   * @param out - receives the output wires before each step, if anybody listens
   */
  run(
    quadratures: readonly [Int32Array, Int32Array],
    oscillator: ModulatorOscillator,
    gains: ModulatorGains,
    from: number,
    to: number,
    out: IqWires | undefined,
  ): void {
    const [q1, q2] = quadratures;
    const { phases, on, sineShift, cosineShift } = oscillator;
    let { sine, cosine } = oscillator;
    for (let i = from; i < to; i += 1) {
      if (out !== undefined) {
        out.direct[i] = this.#direct;
        out.quadrature1[i] = this.#quadrature1;
        out.quadrature2[i] = this.#quadrature2;
      }
      this.step(q1[i] ?? 0, q2[i] ?? 0, sine, cosine, gains);
      const phase = phases[i + 1] ?? 0;
      sine = on ? lookupSine(phase << sineShift) : 0;
      cosine = on ? lookupSine((phase << cosineShift) + quarterTurn) : 0;
    }
  }

  /** Outputs after a leap that ends with these quadratures, `phase` being two cycles old at the end. */
  settle(q1: number, q2: number, gains: ModulatorGains, carrier: SettledCarrier): void {
    this.#factors(q1, q2, gains);
    const { on, phase, frequency, sineAt2f, cosineAt2f } = carrier;
    const modulation = { sine: this.#first1, cosine: this.#first2, sineAt2f, cosineAt2f };
    this.#direct = on ? modulated(modulation, phase - 3 * frequency) : 0;
    this.#sum = on ? modulated(modulation, phase - 2 * frequency) * 65_536 : 0;
  }

  #factors(q1: number, q2: number, { g1, g2, g3, g4 }: ModulatorGains): void {
    this.#first1 = (g1 === 0 ? 0 : psat(q1, g1, 20, 14)) + (g2 >> 4);
    this.#first2 = g4 === 0 ? 0 : psat(q2, g4, 20, 14);
    this.#quadrature1 = g3 === 0 ? 0 : psat(q1, g3, 10, 14);
    this.#quadrature2 = g3 === 0 ? 0 : psat(q2, g3, 10, 14);
  }
}

/** The oscillator over a run of cycles, as {@link Modulator.run} needs it. */
export interface ModulatorOscillator {
  readonly on: boolean;
  readonly phases: Int32Array;
  readonly sineShift: number;
  readonly cosineShift: number;
  readonly sine: number;
  readonly cosine: number;
}

/** The oscillator at the end of a leap, as {@link Modulator.settle} needs it. */
export interface SettledCarrier {
  readonly on: boolean;
  readonly phase: number;
  readonly frequency: number;
  readonly sineAt2f: boolean;
  readonly cosineAt2f: boolean;
}
