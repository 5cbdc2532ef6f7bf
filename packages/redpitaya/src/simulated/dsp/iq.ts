import type { Accumulator } from './accumulator.ts';
import { FilterChain, type FilterGeometry, iqInputFilter } from './filter.ts';
import { iqFlag as flag, type IqSettings, iqReset } from './iq-settings.ts';
import { type IqWires, Modulator } from './modulator.ts';
import { NetworkAccumulator } from './na-accumulator.ts';
import { demodulationLatency, lookupSine, type Modulation, quarterTurn } from './oscillator.ts';
import { PhaseDetector, turnsIn } from './phase-detector.ts';
import { type InputAt, SampledMixer } from './sampled-mixer.ts';

/** Most cycles of one {@link Iq.run}. */
export const longestRun = 512;
/** Cycles after which the modulator's registers no longer depend on what they were. */
const modulatorDepth = 4;

/** Working memory of a run, shared by all modules: nothing in it outlives the run. */
const scratch = {
  filtered: new Int32Array(longestRun),
  q1: new Int32Array(longestRun),
  q2: new Int32Array(longestRun),
  phases: new Int32Array(longestRun + 4),
};

/** One IQ module: oscillator, demodulator, quadrature filters, modulator, phase detector and NA accumulators. */
export class Iq {
  /** Settings in force from the next step. */
  settings: IqSettings = iqReset;
  /** Input filter (register 0x120). */
  readonly filter = new FilterChain(iqInputFilter);
  /** Phase-frequency detector. */
  readonly phaseDetector = new PhaseDetector();
  readonly #accumulator = new NetworkAccumulator();
  readonly #modulator = new Modulator();
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

  /** @param geometry - quadrature filter: quadratureFilter (iq0, iq1) or quadratureFilterOfIq2 */
  constructor(geometry: FilterGeometry) {
    this.#filter1 = new FilterChain(geometry);
    this.#filter2 = new FilterChain(geometry);
  }

  /** output_direct, counts. */
  get direct(): number {
    return this.#modulator.direct;
  }

  /** First quadrature times g3, counts (output_signal 0). */
  get quadrature1(): number {
    return this.#modulator.quadrature1;
  }

  /** Second quadrature times g3, counts (iq2_2 for iq2). */
  get quadrature2(): number {
    return this.#modulator.quadrature2;
  }

  /** Phase register, u32, 2^32 = one turn. */
  get phase(): number {
    return this.#phase;
  }

  /** Sum of the first quadrature (registers 0x140, 0x144). */
  get sumI(): Accumulator {
    return this.#accumulator.sumI;
  }

  /** Sum of the second quadrature (registers 0x148, 0x14C). */
  get sumQ(): Accumulator {
    return this.#accumulator.sumQ;
  }

  /** Whether an NA accumulation is running (bit 31 of the sum registers). */
  get busy(): boolean {
    return this.#accumulator.busy;
  }

  /** Cycles until the running NA accumulation ends; 0 if none runs. */
  get accumulationLeft(): number {
    return this.#accumulator.left;
  }

  /** Factors of the modulator now: with the phase they give output_direct until the quadratures change. */
  get modulation(): Modulation {
    const { flags } = this.settings;
    return {
      sine: this.#modulator.sine,
      cosine: this.#modulator.cosine,
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
    this.#accumulator.start(averages, sleepCycles);
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

    this.#modulator.step(q1, q2, this.#sine, this.#cosine, settings);

    this.#product1 = (Math.imul(this.#factor, this.#shiftedSine) + 32) | 0;
    this.#product2 = (Math.imul(this.#factor, this.#shiftedCosine) + 32) | 0;
    this.#factor = filtered;

    this.#accumulator.step(q1, q2);
    if ((flags & flag.pfd) === 0) this.phaseDetector.reset();
    else this.phaseDetector.step(filtered < 0, this.#sine < 0);

    if (on) this.#lookUp(this.#phase2);
    else this.#silence();
    this.#phase2 = this.#phase1;
    this.#phase1 = this.#phase;
    this.#phase = on ? (this.#phase + settings.frequency) >>> 0 : 0;
  }

  /**
   * As `count` steps with the first `count` elements of `input`, bit for bit.
   *
   * @param count - at most {@link longestRun}
   * @param out - receives the output wires before each step; undefined where nobody listens
   */
  run(input: Int32Array, count: number, on: boolean, out: IqWires | undefined): void {
    const { settings } = this;
    const { flags } = settings;
    const { filtered, q1, q2, phases } = scratch;
    for (let i = 0; i < count; i += 1) filtered[i] = input[i] ?? 0;
    this.filter.run(filtered, count);
    this.#phasesOf(phases, count, on);
    const sineShift = (flags & flag.sineAt2f) >> 2;
    const cosineShift = (flags & flag.cosineAt2f) >> 3;
    const phaseFrequency = out?.phaseFrequency;
    if ((flags & flag.pfd) !== 0)
      this.phaseDetector.run(filtered, phases, on ? sineShift : -1, this.#sine < 0, count, phaseFrequency);
    else {
      phaseFrequency?.fill(0, 0, count).fill(this.phaseDetector.integral, 0, 1);
      this.phaseDetector.reset();
    }
    this.#demodulateRun(filtered, phases, count, on);
    this.#filter1.run(q1, count);
    this.#filter2.run(q2, count);
    this.#accumulator.run(q1, q2, count);
    const from = out === undefined ? Math.max(0, count - modulatorDepth) : 0;
    const { sine, cosine } =
      from === 0 ? { sine: this.#sine, cosine: this.#cosine } : this.#wave(phases[from] ?? 0, on);
    const oscillator = { on, phases, sineShift, cosineShift, sine, cosine };
    this.#modulator.run([q1, q2], oscillator, settings, from, count, out);
    if (on) this.#lookUp(phases[count] ?? 0);
    else this.#silence();
    this.#phase2 = (phases[count + 1] ?? 0) >>> 0;
    this.#phase1 = (phases[count + 2] ?? 0) >>> 0;
    this.#phase = (phases[count + 3] ?? 0) >>> 0;
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
    this.#accumulator.leap(mean1, mean2, stride);
    if ((settings.flags & flag.pfd) === 0) this.phaseDetector.reset();
    else this.#detect(stride, on);
    this.#phase = on ? (this.#phase + Math.imul(frequency, stride)) >>> 0 : 0;
    this.#phase1 = on ? (this.#phase - frequency) >>> 0 : 0;
    this.#phase2 = on ? (this.#phase1 - frequency) >>> 0 : 0;
    const [q1, q2] = [this.#filter1.wire(this.#product1 / 64), this.#filter2.wire(this.#product2 / 64)];
    const { sineAt2f, cosineAt2f } = this.modulation;
    const carrier = { on, phase: this.#phase2, frequency, sineAt2f, cosineAt2f };
    this.#modulator.settle(Math.round(q1), Math.round(q2), settings, carrier);
    if (on) this.#lookUp(this.#phase2 - frequency);
    else this.#silence();
    this.#product1 = Math.round(this.#product1);
    this.#product2 = Math.round(this.#product2);
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

  #detect(stride: number, on: boolean): void {
    const present = Math.hypot(this.#product1, this.#product2) > 65_535 / 4;
    const demodulated = Math.atan2(this.#product2, this.#product1) / (2 * Math.PI);
    const phase = demodulated + this.settings.startPhase / 2 ** 32;
    this.phaseDetector.leap(present, phase, on ? turnsIn(this.settings.frequency, stride) : 0);
  }

  /** Fills in the phases that the look-ups at the end of each step are for: that of step i is `phases[i + 1]`. */
  #phasesOf(phases: Int32Array, count: number, on: boolean): void {
    phases[1] = this.#phase2;
    phases[2] = this.#phase1;
    phases[3] = this.#phase;
    let phase = this.#phase | 0;
    const step = this.settings.frequency | 0;
    for (let i = 4; i < count + 4; i += 1) {
      phase = on ? (phase + step) | 0 : 0;
      phases[i] = phase;
    }
  }

  /** Leaves the inputs of the quadrature filters in the working memory. */
  #demodulateRun(filtered: Int32Array, phases: Int32Array, count: number, on: boolean): void {
    const { q1, q2 } = scratch;
    const { flags, startPhase } = this.settings;
    const sineShift = (flags & flag.shiftedSineAt2f) >> 4;
    const cosineShift = (flags & flag.shiftedCosineAt2f) >> 5;
    const start = startPhase | 0;
    let [product1, product2, factor] = [this.#product1, this.#product2, this.#factor];
    let [sine, cosine] = [this.#shiftedSine, this.#shiftedCosine];
    for (let i = 0; i < count; i += 1) {
      q1[i] = product1 >> 6;
      q2[i] = product2 >> 6;
      product1 = (Math.imul(factor, sine) + 32) | 0;
      product2 = (Math.imul(factor, cosine) + 32) | 0;
      factor = filtered[i] ?? 0;
      const phase = phases[i + 1] ?? 0;
      sine = on ? lookupSine((phase << sineShift) + start) : 0;
      cosine = on ? lookupSine((phase << cosineShift) + start + quarterTurn) : 0;
    }
    this.#product1 = product1;
    this.#product2 = product2;
    this.#factor = factor;
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

  #wave(phase: number, on: boolean): { sine: number; cosine: number } {
    if (on) this.#lookUp(phase);
    else this.#silence();
    return { sine: this.#sine, cosine: this.#cosine };
  }

  #silence(): void {
    this.#sine = 0;
    this.#cosine = 0;
    this.#shiftedSine = 0;
    this.#shiftedCosine = 0;
  }
}
