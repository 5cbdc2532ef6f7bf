import { quadratureFilter, quadratureFilterOfIq2 } from '../dsp/filter.ts';
import { Iq, longestRun } from '../dsp/iq.ts';
import type { IqWires } from '../dsp/modulator.ts';
import {
  carrierBlock,
  carrierLatency,
  type Modulation,
  type PhaseReference,
  rebase,
} from '../dsp/oscillator.ts';
import { History } from './history.ts';
import { IQ_RESET, IqRegisters } from './iq.ts';
import type { Evaluate } from './signal.ts';

interface Carrier {
  readonly reference: PhaseReference;
  readonly modulation: Modulation;
}

const QUADRATURE = 0;
const DIRECT = 1;
const PHASE_DETECTOR = 2;

/** Where the wires of a run go that nobody listens to. */
const unheard = new Int32Array(longestRun);

/** Memory for the nodes of an IQ module that are stepped. */
export interface IqNodes {
  readonly signal: Int32Array | undefined;
  readonly direct: Int32Array | undefined;
  readonly second: Int32Array | undefined;
}

/** One IQ module: its registers, its carrier by cycle, and the block that is stepped while demodulation matters. */
export class IqModule {
  readonly registers: IqRegisters;
  readonly block: Iq;
  #setup = IQ_RESET;
  #on = true;
  #stepped = false;
  #steppedTo = 0;
  #reference: PhaseReference = { cycle: 0, phase: 0, frequency: 0, held: false };
  readonly #input: Evaluate;
  readonly #history: History<Carrier>;

  /**
   * @param stages - quadrature filter stages
   * @param input - the module's input
   * @param settle - brings everything that is stepped to a cycle
   */
  constructor(stages: 2 | 4, input: Evaluate, settle: (cycle: number) => void) {
    this.#input = input;
    this.block = new Iq(stages === 4 ? quadratureFilterOfIq2 : quadratureFilter);
    const observe = (cycle: number): Iq => {
      if (this.#stepped) settle(cycle);
      else this.#catchUp(cycle);
      return this.block;
    };
    this.registers = new IqRegisters(stages, {
      synchronous: () => this.#on,
      accumulators: observe,
      accumulate: (averages, sleep, cycle) => {
        this.#catchUp(cycle + 1);
        this.block.startAccumulation(averages, sleep);
      },
      phaseFrequencyIntegral: (cycle) => observe(cycle).phaseDetector.integral,
      changed: (setup, cycle) => {
        this.#setup = setup;
        this.#apply(cycle + 1);
      },
    });
    this.#history = new History(this.#carrier());
  }

  /** The sync bit as the block's steps need it. */
  get on(): boolean {
    return this.#on;
  }

  get stepped(): boolean {
    return this.#stepped;
  }

  /** Whether the demodulator has to be followed: somebody uses it, or its filters remember. */
  get demodulates(): boolean {
    const { inputFilter, quadratureFilter: filter } = this.#setup;
    return this.isUsed || (inputFilter & 0x80) !== 0 || (filter & 0x8080_8080) !== 0;
  }

  /** Somebody uses what it demodulates now: an output, or the accumulators. */
  get isUsed(): boolean {
    const { g1, g3, g4, output } = this.#setup;
    return g1 !== 0 || g3 !== 0 || g4 !== 0 || output === PHASE_DETECTOR || this.block.busy;
  }

  /** output_direct is a bare carrier. */
  get isCarrier(): boolean {
    return this.#setup.g1 === 0 && this.#setup.g4 === 0;
  }

  /** What output_signal carries: known in closed form, or only by stepping. */
  get signal(): 'direct' | 'zero' | 'stepped' {
    const { output, g3 } = this.#setup;
    if (output === DIRECT) return 'direct';
    if (output === PHASE_DETECTOR || (output === QUADRATURE && g3 !== 0)) return 'stepped';
    return 'zero';
  }

  /** The second quadrature output is 0. */
  get isSecondZero(): boolean {
    return this.#setup.g3 === 0;
  }

  /** Present value of output_signal while stepped. */
  get signalNow(): number {
    const { output } = this.#setup;
    if (output === DIRECT) return this.block.direct;
    if (output === PHASE_DETECTOR) return this.block.phaseDetector.integral;
    return output === QUADRATURE ? this.block.quadrature1 : 0;
  }

  /** `count` cycles, at most {@link longestRun}; the values of the nodes that are stepped go to `nodes`. */
  run(input: Int32Array, count: number, { signal, direct, second }: IqNodes): void {
    if (signal === undefined && direct === undefined && second === undefined) {
      this.block.run(input, count, this.#on, undefined);
      return;
    }
    const { output } = this.#setup;
    const wires: IqWires = {
      direct: direct ?? (output === DIRECT ? signal : undefined) ?? unheard,
      quadrature1: (output === QUADRATURE ? signal : undefined) ?? unheard,
      quadrature2: second ?? unheard,
      phaseFrequency: (output === PHASE_DETECTOR ? signal : undefined) ?? unheard,
    };
    this.block.run(input, count, this.#on, wires);
    if (signal === undefined) return;
    if (output === DIRECT && signal !== wires.direct) signal.set(wires.direct);
    else if (output > PHASE_DETECTOR) signal.fill(0, 0, count);
  }

  /** Settings by cycle. */
  get history(): History<unknown> {
    return this.#history;
  }

  /** The module's sync bit from `cycle` on; 0 holds the oscillator at phase 0. */
  synchronise(on: boolean, cycle: number): void {
    if (on === this.#on) return;
    this.#catchUp(cycle);
    this.#on = on;
    this.#apply(cycle);
  }

  /** Starts stepping at `cycle`. */
  enter(cycle: number): void {
    this.#catchUp(cycle);
    this.#stepped = true;
  }

  /** Stops stepping at `cycle`. */
  leave(cycle: number): void {
    this.#stepped = false;
    this.#steppedTo = cycle;
  }

  /** The bare carrier on output_direct. */
  evaluateCarrier(start: number, stride: number, count: number, out: Int32Array): void {
    this.#history.runs(start - carrierLatency, stride, count, ({ reference, modulation }, begin, end) => {
      carrierBlock(out.subarray(begin), reference, modulation, start + begin * stride, stride, end - begin);
    });
  }

  /** Mean of the bare carrier over `stride` cycles, as a part of its value in their middle. */
  carrierMean(stride: number): number {
    const { reference, modulation } = this.#history.latest;
    const half = (Math.PI * reference.frequency * (modulation.sineAt2f ? 2 : 1)) / 2 ** 32;
    const whole = stride * Math.sin(half);
    return reference.held || Math.abs(whole) < 1e-9 ? 1 : Math.sin(stride * half) / whole;
  }

  /** Least and greatest value of the bare carrier in `from <= cycle < to`. */
  carrierBounds(from: number, to: number): [number, number] {
    let limit = 0;
    this.#history.stretches(from - carrierLatency, to - carrierLatency, ({ modulation }) => {
      limit = Math.max(limit, Math.abs(modulation.sine) + 1);
    });
    return [-limit, limit];
  }

  /** Brings the block's oscillator and filters to `cycle` in one leap while nobody follows them closely. */
  #catchUp(cycle: number): void {
    const stride = cycle - this.#steppedTo;
    if (this.#stepped || stride <= 0) return;
    const value = new Int32Array(1);
    const inputAt = (at: number): number => {
      this.#input(at, 1, 1, value);
      return value[0] ?? 0;
    };
    this.block.leap(inputAt, this.#steppedTo, stride, this.#on);
    this.#steppedTo = cycle;
  }

  #apply(cycle: number): void {
    this.#catchUp(cycle);
    const { frequency, phase, flags, g1, g2, g3, g4, inputFilter, quadratureFilter: filter } = this.#setup;
    this.block.settings = { frequency, startPhase: phase, flags, g1, g2, g3, g4 };
    this.block.filter.configure(inputFilter);
    this.block.quadratureFilter = filter;
    const change = { frequency, held: !this.#on };
    this.#reference = rebase(this.#reference, cycle, change);
    this.#history.push(cycle, this.#carrier());
  }

  #carrier(): Carrier {
    const { g2, flags } = this.#setup;
    const modulation = {
      sine: g2 >> 4,
      cosine: 0,
      sineAt2f: (flags & 4) !== 0,
      cosineAt2f: (flags & 8) !== 0,
    };
    return { reference: this.#reference, modulation };
  }
}
