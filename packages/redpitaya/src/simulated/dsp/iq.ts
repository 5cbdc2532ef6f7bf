import { Accumulator } from './accumulator.ts';
import { FilterChain, type FilterGeometry, iqInputFilter } from './filter.ts';
import { psat } from './fixed-point.ts';
import { demodulationLatency, lookupSine, modulated, quarterTurn } from './oscillator.ts';
import { PhaseDetector, turnsIn } from './phase-detector.ts';
import { type InputAt, SampledMixer } from './sampled-mixer.ts';

/** What the registers of an IQ module say (facts: offsets 0x100 to 0x11C), decoded. */
export interface IqSettings {
  /** Phase step per cycle, u32: f / 125 MHz * 2^32. */
  readonly frequency: number;
  /** Demodulation phase, u32, 2^32 = one turn. */
  readonly startPhase: number;
  /** Gains g1 and g4 of the demodulated quadratures into the modulator, s18, 2048 = 1. */
  readonly g1: number;
  /** Amplitude of the carrier, s18, 2^17 = 1 V. */
  readonly g2: number;
  /** Factor of the quadrature outputs, s18. */
  readonly g3: number;
  /** See g1. */
  readonly g4: number;
  /** Flags of register 0x100: bit 1 pfd on, 2 and 3 modulation sine and cosine at 2f, 4 and 5 demodulation. */
  readonly flags: number;
}

/** Settings after the FPGA's reset. */
export const iqReset: IqSettings = { frequency: 0, startPhase: 0, g1: 0, g2: 0, g3: 0, g4: 0, flags: 2 };

const flag = { pfd: 2, sineAt2f: 4, cosineAt2f: 8, shiftedSineAt2f: 16, shiftedCosineAt2f: 32 };

/** One IQ module: oscillator, demodulator, quadrature filters, modulator, phase detector and NA accumulators. */
export class Iq {
  /** Settings in force from the next step. */
  settings: IqSettings = iqReset;
  /** Input filter (register 0x120). */
  readonly filter = new FilterChain(iqInputFilter);
  /** Phase-frequency detector. */
  readonly phaseDetector = new PhaseDetector();
  /** Sum of the first quadrature (registers 0x140, 0x144). */
  readonly sumI = new Accumulator();
  /** Sum of the second quadrature (registers 0x148, 0x14C). */
  readonly sumQ = new Accumulator();
  readonly #filter1: FilterChain;
  readonly #filter2: FilterChain;
  readonly #mixer1 = new SampledMixer();
  readonly #mixer2 = new SampledMixer();
  #quadratureRegister = 0;
  #phase = 0;
  #phase1 = 0;
  #phase2 = 0;
  #sine = 0;
  #cosine = 0;
  #shiftedSine = 0;
  #shiftedCosine = 0;
  #factor = 0;
  #product1 = 0;
  #product2 = 0;
  #first1 = 0;
  #first2 = 0;
  #sum = 0;
  #direct = 0;
  #quadrature1 = 0;
  #quadrature2 = 0;
  #averages = 0;
  #sleep = 0;
  #busy = false;

  /** @param geometry - quadrature filter: quadratureFilter (iq0, iq1) or quadratureFilterOfIq2 */
  constructor(geometry: FilterGeometry) {
    this.#filter1 = new FilterChain(geometry);
    this.#filter2 = new FilterChain(geometry);
  }

  /** output_direct, counts. */
  get direct(): number {
    return this.#direct;
  }

  /** First quadrature times g3, counts (output_signal 0). */
  get quadrature1(): number {
    return this.#quadrature1;
  }

  /** Second quadrature times g3, counts (iq2_2 for iq2). */
  get quadrature2(): number {
    return this.#quadrature2;
  }

  /** Phase register, u32, 2^32 = one turn. */
  get phase(): number {
    return this.#phase;
  }

  /** Whether an NA accumulation is running (bit 31 of the sum registers). */
  get busy(): boolean {
    return this.#busy;
  }

  /** Cycles until the running NA accumulation ends; 0 if none runs. */
  get accumulationLeft(): number {
    return this.#busy ? this.#sleep + this.#averages + 1 : 0;
  }

  /** Factors of the modulator now: with the phase they give output_direct until the quadratures change. */
  get modulation(): { sine: number; cosine: number; sineAt2f: boolean; cosineAt2f: boolean } {
    const { flags } = this.settings;
    return {
      sine: this.#first1,
      cosine: this.#first2,
      sineAt2f: (flags & flag.sineAt2f) !== 0,
      cosineAt2f: (flags & flag.cosineAt2f) !== 0,
    };
  }

  /** Filter register of both quadratures (0x124). */
  get quadratureFilter(): number {
    return this.#quadratureRegister;
  }

  set quadratureFilter(register: number) {
    this.#quadratureRegister = register >>> 0;
    this.#filter1.configure(register);
    this.#filter2.configure(register);
  }

  /** Starts an accumulation, as a write to the frequency register does: sleep, then sum `averages` cycles. */
  startAccumulation(averages: number, sleepCycles: number): void {
    this.sumI.reset();
    this.sumQ.reset();
    this.#averages = averages;
    this.#sleep = sleepCycles;
    this.#busy = true;
  }

  /**
   * One cycle, bit for bit.
   *
   * @param input - input wire in counts
   * @param on - sync bit of the module; 0 holds the oscillator
   */
  step(input: number, on: boolean): void {
    const { settings } = this;
    const { flags } = settings;
    const q1 = this.#filter1.step(this.#product1 >> 6);
    const q2 = this.#filter2.step(this.#product2 >> 6);
    const filtered = this.filter.step(input);

    const direct = this.#sum >> 16;
    this.#direct = direct > 8191 ? 8191 : Math.max(direct, -8192);
    this.#sum = (Math.imul(this.#first1, this.#sine) + Math.imul(this.#first2, this.#cosine)) | 0;
    this.#modulate(q1, q2);

    this.#product1 = (Math.imul(this.#factor, this.#shiftedSine) + 32) | 0;
    this.#product2 = (Math.imul(this.#factor, this.#shiftedCosine) + 32) | 0;
    this.#factor = filtered;

    if (this.#averages === 0) {
      this.#busy = false;
    } else if (this.#sleep > 0) {
      this.#sleep -= 1;
    } else {
      this.#averages -= 1;
      this.sumI.add(q1);
      this.sumQ.add(q2);
    }
    if ((flags & flag.pfd) === 0) this.phaseDetector.reset();
    else this.phaseDetector.step(filtered < 0, this.#sine < 0);

    if (on) this.#lookUp(this.#phase2);
    else this.#silence();
    this.#phase2 = this.#phase1;
    this.#phase1 = this.#phase;
    this.#phase = on ? (this.#phase + settings.frequency) >>> 0 : 0;
  }

  /**
   * Advances by `stride` cycles. The mixers take a few samples of the input (at most 8, or 16 where the two
   * demodulation flags differ), see {@link SampledMixer}; everything after them is advanced with the mean product.
   *
   * @param inputAt - input wire in counts at a cycle of the leap
   * @param startCycle - first cycle of the leap, as `inputAt` counts them
   * @param stride - cycles, an integer of at least 1
   * @param on - sync bit of the module
   */
  leap(inputAt: InputAt, startCycle: number, stride: number, on: boolean): void {
    const { settings } = this;
    const { frequency } = settings;
    this.#demodulate(inputAt, startCycle, stride, on);
    const mean1 = this.#filter1.leap(this.#product1 / 64, stride);
    const mean2 = this.#filter2.leap(this.#product2 / 64, stride);
    this.#accumulate(mean1, mean2, stride);
    if ((settings.flags & flag.pfd) === 0) this.phaseDetector.reset();
    else this.#detect(stride, on);
    this.#phase = on ? (this.#phase + Math.imul(frequency, stride)) >>> 0 : 0;
    this.#phase1 = on ? (this.#phase - frequency) >>> 0 : 0;
    this.#phase2 = on ? (this.#phase1 - frequency) >>> 0 : 0;
    this.#modulate(
      Math.round(this.#filter1.wire(this.#product1 / 64)),
      Math.round(this.#filter2.wire(this.#product2 / 64)),
    );
    if (on) this.#lookUp(this.#phase2 - frequency);
    else this.#silence();
    this.#product1 = Math.round(this.#product1);
    this.#product2 = Math.round(this.#product2);
    this.#direct = on ? modulated(this.modulation, this.#phase2 - 3 * frequency) : 0;
    this.#sum = on ? modulated(this.modulation, this.#phase2 - 2 * frequency) * 65_536 : 0;
  }

  /** Leaves the mean products of the leap in the product registers (not yet integers). */
  #demodulate(inputAt: InputAt, startCycle: number, stride: number, on: boolean): void {
    const { frequency, startPhase, flags } = this.settings;
    const sineScale = (flags & flag.shiftedSineAt2f) !== 0 ? 2 : 1;
    const cosineScale = (flags & flag.shiftedCosineAt2f) !== 0 ? 2 : 1;
    const phase = this.#phase - demodulationLatency * frequency;
    const frequency1 = (sineScale * frequency) >>> 0;
    const first = this.#mixer1;
    const second = sineScale === cosineScale ? first : this.#mixer2;
    first.leap(inputAt, startCycle, stride, (sineScale * phase + startPhase) >>> 0, frequency1);
    if (second !== first) {
      const phase2 = (cosineScale * phase + startPhase) >>> 0;
      second.leap(inputAt, startCycle, stride, phase2, (cosineScale * frequency) >>> 0);
    }
    const response = this.filter.response(frequency1 / 2 ** 32);
    const response2 = second === first ? response : this.filter.response((cosineScale * frequency) / 2 ** 32);
    this.filter.leap(first.mean, stride);
    this.#factor = Math.round(first.last);
    // x = A sin(a) mixes to A/2 cos(a - r), A/2 sin(a - r): the filter turns the pair as a complex number.
    this.#product1 = on ? first.sine * response.re - first.cosine * response.im : 0;
    this.#product2 = on ? second.cosine * response2.re + second.sine * response2.im : 0;
  }

  #accumulate(mean1: number, mean2: number, stride: number): void {
    const asleep = Math.min(this.#sleep, this.#averages === 0 ? 0 : stride);
    this.#sleep -= asleep;
    const summed = Math.min(this.#averages, stride - asleep);
    this.#averages -= summed;
    if (summed > 0) {
      this.sumI.add(Math.round(mean1 * summed));
      this.sumQ.add(Math.round(mean2 * summed));
    }
    if (this.#averages === 0 && asleep + summed < stride) this.#busy = false;
  }

  #detect(stride: number, on: boolean): void {
    const present = Math.hypot(this.#product1, this.#product2) > 65_535 / 4;
    const demodulated = Math.atan2(this.#product2, this.#product1) / (2 * Math.PI);
    const phase = demodulated + this.settings.startPhase / 2 ** 32;
    this.phaseDetector.leap(present, phase, on ? turnsIn(this.settings.frequency, stride) : 0);
  }

  #modulate(q1: number, q2: number): void {
    const { g1, g2, g3, g4 } = this.settings;
    this.#first1 = psat(q1, g1, 20, 14) + (g2 >> 4);
    this.#first2 = psat(q2, g4, 20, 14);
    this.#quadrature1 = psat(q1, g3, 10, 14);
    this.#quadrature2 = psat(q2, g3, 10, 14);
  }

  #lookUp(phase: number): void {
    const { flags, startPhase } = this.settings;
    const doubled = phase << 1;
    this.#sine = lookupSine((flags & flag.sineAt2f) !== 0 ? doubled : phase);
    this.#cosine = lookupSine(((flags & flag.cosineAt2f) !== 0 ? doubled : phase) + quarterTurn);
    this.#shiftedSine = lookupSine(((flags & flag.shiftedSineAt2f) !== 0 ? doubled : phase) + startPhase);
    this.#shiftedCosine = lookupSine(
      ((flags & flag.shiftedCosineAt2f) !== 0 ? doubled : phase) + startPhase + quarterTurn,
    );
  }

  #silence(): void {
    this.#sine = 0;
    this.#cosine = 0;
    this.#shiftedSine = 0;
    this.#shiftedCosine = 0;
  }
}
