import { BLOCK } from './block-tasks.ts';
import { SIGNAL } from './dsp.ts';
import type { Listener } from './listener.ts';
import type { SignalMatrix, Sources } from './matrix.ts';
import { SteppedBlocks } from './stepped-blocks.ts';
import { steppedNodes, steppedOutputs } from './topology.ts';

/**
 * Work that one observation may take, in units of about 0.3 us. With one PID module around one input that is 4096
 * cycles at full rate or 1024 leaps; more modules get fewer.
 */
const WORK = { fullRate: 12_288, leaps: 3072 };
/** Fewest cycles at full rate and leaps of an observation, whatever has to be stepped. */
const LEAST = { fullRate: 1024, leaps: 64 };
/** Fewest leaps from the start of a running accumulation to its end: what is at other frequencies must average out. */
const ACCUMULATION_LEAPS = 768;
/** The next accumulation is expected before so many times the length of the last one have passed. */
const EXPECTED = 8;
/** Cycles at full rate after the last leap, so that pipelines hold what they should. */
const TAIL = 256;

/**
 * The part of the board that has no closed form, advanced from observation to observation: every cycle where that is
 * affordable, else in leaps of 2^k cycles.
 */
export class Stepper {
  /** Cycles per step in the coarsest stretch of the last observation. */
  stride = 1;
  readonly #matrix: SignalMatrix;
  readonly #sources: Sources;
  readonly #listener: Listener;
  #cycle = 0;
  /** Cycles that the latest accumulation takes in all, and that were left of it at the last look. */
  #accumulation = { length: 0, left: 0 };
  /** Until then the next accumulation is expected. */
  #expectedUntil = 0;
  readonly #blocks: SteppedBlocks;
  readonly #fullRate: number;

  /**
   * @param fullRate - most cycles per observation that are stepped one by one, as all are that matter: while an accumulation
   * runs, while the listener wants every value, and, where filters and loops may still remember it when the next
   * accumulation begins, as long before that as the last one took. At 0 only the work that an observation may take
   * decides.
   */
  constructor(matrix: SignalMatrix, sources: Sources, listener: Listener, fullRate = 0) {
    this.#matrix = matrix;
    this.#sources = sources;
    this.#listener = listener;
    this.#fullRate = fullRate;
    this.#blocks = new SteppedBlocks(matrix, sources);
  }

  /** True when nothing has to be stepped. */
  get isIdle(): boolean {
    return this.#blocks.isEmpty;
  }

  /** Only IQ modules are stepped, on which no other node that is stepped depends. */
  get isOpenEnded(): boolean {
    return this.#blocks.isOpenEnded;
  }

  /** Everything that is stepped has been brought to this cycle. */
  get cycle(): number {
    return this.#cycle;
  }

  /** Number of steps and leaps taken so far, a measure of the work done. */
  steps = 0;

  /** Sum behind a stepped output before saturation. */
  sum(output: 0 | 1): number {
    return this.#blocks.sum(output);
  }

  /**
   * As {@link rearrange} after a write that changed nothing of what is stepped: the past is remembered elsewhere, so
   * that the steps up to `cycle` can be taken later unless others have to be stepped from then on.
   *
   * @returns whether they have
   */
  reconsider(cycle: number): boolean {
    const stepped = steppedNodes(this.#matrix.routing.latest, this.#sources);
    if (stepped.every((value, node) => value === this.#matrix.stepped[node])) return false;
    this.advance(cycle);
    this.rearrange(cycle);
    return true;
  }

  /** Finds out, after a write, what has to be stepped from `cycle` on. */
  rearrange(cycle: number): void {
    const routing = this.#matrix.routing.latest;
    const stepped = steppedNodes(routing, this.#sources);
    const { pids, iqs, inputs, trig } = this.#sources;
    const outputs = steppedOutputs(stepped);
    const channels = inputs.flatMap((_, channel) => (stepped[SIGNAL.in1 + channel] === 1 ? [channel] : []));
    if (stepped.some((value, node) => value > (this.#matrix.stepped[node] ?? 0)))
      this.#listener.rearranging(cycle, stepped);
    for (const [slot, pid] of pids.entries()) {
      if (stepped[slot] === 1 && !pid.stepped) pid.enter(this.#matrix.input(slot), cycle);
      if (stepped[slot] !== 1 && pid.stepped) pid.leave(cycle);
    }
    for (const iq of iqs) {
      if (iq.demodulates && !iq.stepped) iq.enter(cycle);
      if (!iq.demodulates && iq.stepped) iq.leave(cycle);
    }
    if (stepped[SIGNAL.trig] === 1 && !trig.stepped) trig.enter(cycle);
    if (stepped[SIGNAL.trig] !== 1 && trig.stepped) trig.leave(cycle);
    this.#blocks.arrange(stepped, outputs, channels, cycle);
    this.#cycle = cycle;
  }

  /** Brings everything that is stepped to `cycle`. */
  advance(cycle: number): void {
    if (this.isIdle) {
      this.#cycle = Math.max(this.#cycle, cycle);
      return;
    }
    const total = cycle - this.#cycle;
    if (total <= 0) return;
    if (this.#fullRate === 0) this.stride = 1;
    if (total > this.#affordable('fullRate')) this.#bridge(cycle - TAIL);
    while (this.#cycle < cycle) this.#run(cycle, 1);
  }

  /**
   * Steps at most `count` of the cycles before `cycle` one by one, as far as they matter.
   *
   * @returns whether what happens at `cycle` matters
   */
  workAhead(cycle: number, count: number): boolean {
    if (this.#fullRate === 0 || this.isIdle) return false;
    const { end, matters } = this.#next(cycle);
    if (!(matters || this.#isExpecting())) return false;
    const to = Math.min(end, this.#cycle + count);
    while (this.#cycle < to) this.#run(to, 1);
    return true;
  }

  /**
   * How far board time may go on towards `cycle` with this observation: to where the cycles that matter exceed those
   * that may be stepped one by one. They have been stepped then.
   */
  reach(cycle: number): number {
    if (this.#fullRate === 0) return cycle;
    this.stride = 1;
    if (this.isIdle || cycle - this.#cycle <= this.#fullRate) return cycle;
    return this.#bridge(cycle - TAIL) ? cycle : this.#cycle;
  }

  /**
   * Goes to `cycle` in as many steps as an observation may take.
   *
   * @returns false if it stopped on the way, where too many cycles matter
   */
  #bridge(cycle: number): boolean {
    let left = this.#fullRate;
    const before = this.#isExpecting() ? this.#accumulation.length : 0;
    while (this.#cycle < cycle) {
      const from = this.#cycle;
      const { end, matters, steps } = this.#next(cycle);
      const isExact = matters ? this.#fullRate > 0 : cycle - from <= Math.min(left, before);
      if (isExact) {
        if (left <= 0) return false;
        this.#run(Math.min(end, from + left), 1);
        left -= this.#cycle - from;
      } else this.#cover(matters ? end : Math.min(end, cycle - Math.min(left, before)), steps);
    }
    return true;
  }

  /** Somebody accumulates what comes out of filters or loops, and may go on soon. */
  #isExpecting(): boolean {
    return this.#cycle < this.#expectedUntil && !this.isOpenEnded;
  }

  /** The next stretch before `cycle`: its end, whether what happens in it matters, and the leaps it is worth. */
  #next(cycle: number): {
    readonly end: number;
    readonly matters: boolean;
    readonly steps: number;
  } {
    const leaps = this.#affordable('leaps');
    const accumulation = this.#watchAccumulation();
    const wanted = this.#listener.wanted(this.#cycle, cycle);
    if (wanted !== undefined && wanted.from <= this.#cycle) {
      const steps = Math.max(leaps, Math.ceil((wanted.to - this.#cycle) / wanted.decimation));
      return { end: wanted.to, matters: true, steps };
    }
    const end = Math.min(cycle, wanted?.from ?? cycle);
    if (accumulation > 0) {
      const steps = wanted === undefined ? Math.max(leaps, ACCUMULATION_LEAPS) : leaps;
      return { end: Math.min(end, this.#cycle + accumulation), matters: true, steps };
    }
    return { end, matters: false, steps: leaps };
  }

  /** Cycles left of the running accumulation; 0 if none runs. */
  #watchAccumulation(): number {
    const left = this.#blocks.accumulationLeft;
    const before = this.#accumulation;
    const length = left > before.left ? left : before.length;
    this.#accumulation = { length, left };
    if (left > 0) this.#expectedUntil = this.#cycle + left + EXPECTED * length;
    return left;
  }

  #affordable(kind: 'fullRate' | 'leaps'): number {
    return Math.max(LEAST[kind], Math.floor(WORK[kind] / Math.max(3, this.#blocks.work)));
  }

  /** Goes to `cycle` in at most about `steps` steps, or less far if the listener begins to want something else. */
  #cover(cycle: number, steps: number): void {
    const total = cycle - this.#cycle;
    const stride = total <= steps ? 1 : 2 ** Math.ceil(Math.log2(total / steps));
    this.stride = Math.max(this.stride, stride);
    this.#run(cycle, stride);
  }

  #run(cycle: number, stride: number): void {
    const blocks = this.#blocks;
    const listener = this.#listener;
    const { hears } = listener;
    const heard = (at: number, cycles: number): void => listener.heard(at, cycles);
    while (this.#cycle < cycle) {
      const left = cycle - this.#cycle;
      const step = Math.min(stride, 2 ** Math.floor(Math.log2(left)));
      const count = Math.min(BLOCK, Math.floor(left / step));
      blocks.prepare(this.#cycle + Math.floor(step / 2), step, count);
      if (step === 1) this.#runBlock(count, hears);
      else
        for (let i = 0; i < count; i++) {
          blocks.leap(i, this.#cycle, step, heard);
          this.#cycle += step;
        }
      this.steps += count;
      if (listener.paused(this.#cycle)) return;
    }
  }

  #runBlock(count: number, hears: readonly number[]): void {
    this.#blocks.run(this.#cycle, count);
    if (hears.length > 0)
      for (let i = 0; i < count; i++) {
        this.#blocks.show(hears, i);
        this.#listener.heard(this.#cycle + i, 1);
      }
    this.#cycle += count;
  }
}
