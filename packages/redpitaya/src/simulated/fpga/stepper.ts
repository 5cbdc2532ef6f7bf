import { sat14 } from '../dsp/fixed-point.ts';
import { SIGNAL } from './dsp.ts';
import { directNode, IQ_DIRECT, NODES, type SignalMatrix, type Sources, SUM_LATENCY } from './matrix.ts';
import { type StrideLimits, steppedNodes, steppedOutputs, strideLimits } from './topology.ts';

/** Somebody who wants the values of stepped nodes as they go by. */
export interface Listener {
  /** Cycles, from `from` up to but not including `to`, that should be stepped as finely as possible. */
  wanted(from: number, to: number): { readonly from: number; readonly to: number } | undefined;
  /** All live nodes hold their values of `stride` cycles from `cycle` on. */
  heard(cycle: number, stride: number): void;
  /** A node in closed form will be stepped from `cycle` on: what it was before is known only until then. */
  rearranging(cycle: number): void;
  /** Everything before `cycle` has been heard. */
  paused(cycle: number): void;
}

/** Cycles that one observation steps at full rate. */
export const FULL_RATE = 8192;
/** Cycles that one observation steps at full rate while the scope records them. */
const RECORDED = 20480;
/** Leaps that one observation takes through the rest. */
const LEAPS = 2048;
/** The same while an IQ module demodulates: its leaps look at several samples each. */
const DEMODULATING_LEAPS = 384;
/** Cycles at full rate after the last leap, so that pipelines hold what they should. */
const TAIL = 256;
/** Cycles between two looks of the listener at what it heard. */
const CHUNK = 512;

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
  #pids: number[] = [];
  #iqs: number[] = [];
  #outputs: (0 | 1)[] = [];
  #inputs: number[] = [];
  #leaves: { node: number; values: Int32Array }[] = [];
  #muxes: readonly number[] = [];
  #terms: readonly (readonly number[])[] = [[], []];
  #limits: StrideLimits = { pids: [], inputs: [] };
  readonly #lines = [new Int32Array(SUM_LATENCY), new Int32Array(SUM_LATENCY)];
  readonly #sums = new Int32Array(2);

  constructor(matrix: SignalMatrix, sources: Sources, listener: Listener) {
    this.#matrix = matrix;
    this.#sources = sources;
    this.#listener = listener;
  }

  /** True when nothing has to be stepped. */
  get isIdle(): boolean {
    return this.#pids.length + this.#iqs.length + this.#outputs.length + this.#inputs.length === 0;
  }

  /** Number of steps and leaps taken so far, a measure of the work done. */
  steps = 0;

  /** Sum behind a stepped output before saturation. */
  sum(output: 0 | 1): number {
    return this.#sums[output] ?? 0;
  }

  /** Finds out, after a write, what has to be stepped from `cycle` on. */
  rearrange(cycle: number): void {
    const routing = this.#matrix.routing.latest;
    const stepped = steppedNodes(routing, this.#sources);
    const { pids, iqs, inputs } = this.#sources;
    const outputs = steppedOutputs(stepped);
    const inputNodes = inputs.flatMap((_, channel) => (stepped[SIGNAL.in1 + channel] === 1 ? [channel] : []));
    if (stepped.some((value, node) => value > (this.#matrix.stepped[node] ?? 0)))
      this.#listener.rearranging(cycle);
    for (const [slot, pid] of pids.entries()) {
      if (stepped[slot] === 1 && !pid.stepped) pid.enter(this.#matrix.input(slot), cycle);
      if (stepped[slot] !== 1 && pid.stepped) pid.leave(cycle);
    }
    for (const iq of iqs) {
      if (iq.demodulates && !iq.stepped) iq.enter(cycle);
      if (!iq.demodulates && iq.stepped) iq.leave(cycle);
    }
    for (const output of outputs) if (!this.#outputs.includes(output)) this.#enterOutput(output, cycle);
    for (const channel of inputNodes) if (!this.#inputs.includes(channel)) this.#enterInput(channel, cycle);
    this.#matrix.stepped.set(stepped);
    this.#pids = pids.flatMap((_, slot) => (stepped[slot] === 1 ? [slot] : []));
    this.#iqs = iqs.flatMap((iq, index) => (iq.demodulates ? [index] : []));
    this.#outputs = outputs;
    this.#inputs = inputNodes;
    this.#muxes = routing.inputs;
    this.#terms = ([0, 1] as const).map((output) =>
      routing.outputs.flatMap((bits, slot) => (((bits >> output) & 1) === 1 ? [directNode(slot)] : [])),
    );
    this.#limits = strideLimits(routing, this.#sources);
    this.#leaves = this.#findLeaves(stepped).map((node) => ({ node, values: new Int32Array(CHUNK) }));
    this.#cycle = cycle;
    this.#publish();
  }

  /** Brings everything that is stepped to `cycle`. */
  advance(cycle: number): void {
    if (this.isIdle) {
      this.#cycle = Math.max(this.#cycle, cycle);
      return;
    }
    const total = cycle - this.#cycle;
    if (total <= 0) return;
    this.stride = 1;
    if (total <= FULL_RATE) {
      this.#run(cycle, 1);
      return;
    }
    const wanted = this.#listener.wanted(this.#cycle, cycle);
    const tail = cycle - TAIL;
    if (wanted !== undefined && wanted.from < tail) {
      this.#cover(Math.max(this.#cycle, wanted.from), this.#leaps());
      this.#cover(Math.min(tail, Math.max(this.#cycle, wanted.to)), RECORDED);
    }
    this.#cover(tail, this.#leaps());
    this.#run(cycle, 1);
  }

  #leaps(): number {
    return this.#iqs.length > 0 ? DEMODULATING_LEAPS : LEAPS;
  }

  /** Goes to `cycle` in at most about `steps` steps. */
  #cover(cycle: number, steps: number): void {
    const total = cycle - this.#cycle;
    const stride = total <= steps ? 1 : 2 ** Math.ceil(Math.log2(total / steps));
    this.stride = Math.max(this.stride, stride);
    this.#run(cycle, stride);
  }

  #run(cycle: number, stride: number): void {
    while (this.#cycle < cycle) {
      const left = cycle - this.#cycle;
      const step = Math.min(stride, 2 ** Math.floor(Math.log2(left)));
      const count = Math.min(CHUNK, Math.floor(left / step));
      const middle = this.#cycle + Math.floor(step / 2);
      for (const { node, values } of this.#leaves) this.#matrix.evaluate(node, middle, step, count, values);
      for (let i = 0; i < count; i++) {
        for (const { node, values } of this.#leaves) this.#matrix.live[node] = values[i] ?? 0;
        if (step === 1) this.#step();
        else this.#leap(step);
        this.#cycle += step;
      }
      this.steps += count;
      this.#listener.paused(this.#cycle);
    }
  }

  /** Shows the registered outputs of the modules on their nodes. */
  #publish(): void {
    const { live } = this.#matrix;
    const { pids, iqs } = this.#sources;
    for (const slot of this.#pids) live[slot] = pids[slot]?.block.output ?? 0;
    for (const index of this.#iqs) {
      const iq = iqs[index];
      if (iq === undefined) continue;
      live[SIGNAL.iq0 + index] = iq.signalNow;
      live[IQ_DIRECT + index] = iq.block.direct;
      if (index === 2) live[SIGNAL.iq2Second] = iq.block.quadrature2;
    }
  }

  #step(): void {
    const { live } = this.#matrix;
    const { pids, iqs, inputs } = this.#sources;
    const cycle = this.#cycle;
    const place = cycle % SUM_LATENCY;
    this.#publish();
    for (const output of this.#outputs) {
      const line = this.#lines[output];
      if (line === undefined) continue;
      this.#sums[output] = line[place] ?? 0;
      live[SIGNAL.out1 + output] = sat14(line[place] ?? 0);
      line[place] = this.#sum(output);
    }
    const loop = this.#matrix.routing.latest.digitalLoop;
    for (const channel of this.#inputs) {
      const node = SIGNAL.in1 + channel;
      live[node] = loop ? (live[SIGNAL.out1 + channel] ?? 0) : (inputs[channel]?.value ?? 0);
    }
    this.#listener.heard(cycle, 1);
    for (const slot of this.#pids) pids[slot]?.block.filterStep(this.#input(slot));
    for (const slot of this.#pids) pids[slot]?.block.controlStep(this.#partner(slot));
    for (const index of this.#iqs) {
      const iq = iqs[index];
      iq?.block.step(this.#input(SIGNAL.iq0 + index), iq.on);
    }
    for (const channel of this.#inputs) {
      const input = inputs[channel];
      input?.step(live[SIGNAL.out1 + (input.output ?? 0)] ?? 0, cycle);
    }
  }

  #leap(stride: number): void {
    const { live } = this.#matrix;
    const { pids, iqs, inputs } = this.#sources;
    const cycle = this.#cycle;
    this.#publish();
    for (const output of this.#outputs) {
      const sum = this.#sum(output);
      this.#sums[output] = sum;
      this.#lines[output]?.fill(sum);
      live[SIGNAL.out1 + output] = sat14(sum);
    }
    const loop = this.#matrix.routing.latest.digitalLoop;
    for (const channel of this.#inputs) {
      const input = inputs[channel];
      if (input === undefined) continue;
      const output = live[SIGNAL.out1 + (loop ? channel : (input.output ?? 0))] ?? 0;
      const plantStride = Math.min(stride, this.#limits.inputs[channel] ?? stride);
      const value = input.leap(output, cycle, stride, plantStride);
      live[SIGNAL.in1 + channel] = loop ? output : value;
    }
    this.#listener.heard(cycle, stride);
    for (const slot of this.#pids) pids[slot]?.block.filterLeap(this.#input(slot), stride);
    for (const slot of this.#pids) {
      pids[slot]?.block.controlLeap(Math.min(stride, this.#limits.pids[slot] ?? stride), this.#partner(slot));
    }
    for (const index of this.#iqs) {
      const source = this.#muxes[SIGNAL.iq0 + index] ?? SIGNAL.off;
      const iq = iqs[index];
      iq?.block.leap((at) => this.#matrix.at(source, at), cycle, stride, iq.on);
    }
  }

  #sum(output: 0 | 1): number {
    const { live } = this.#matrix;
    let sum = 0;
    for (const node of this.#terms[output] ?? []) sum += live[node] ?? 0;
    return sum;
  }

  #input(slot: number): number {
    return this.#matrix.live[this.#muxes[slot] ?? SIGNAL.off] ?? 0;
  }

  #partner(slot: number) {
    return slot === 2 ? undefined : this.#sources.pids[1 - slot]?.block;
  }

  /** Closed-form nodes that stepped ones listen to. */
  #findLeaves(stepped: Uint8Array): number[] {
    const routing = this.#matrix.routing.latest;
    const heard = new Set<number>();
    for (const slot of this.#pids) heard.add(this.#muxes[slot] ?? SIGNAL.off);
    for (const index of this.#iqs) heard.add(this.#muxes[SIGNAL.iq0 + index] ?? SIGNAL.off);
    for (const output of this.#outputs) for (const node of this.#terms[output] ?? []) heard.add(node);
    for (const channel of this.#inputs) {
      const output = routing.digitalLoop ? channel : this.#sources.inputs[channel]?.output;
      if (output !== undefined) heard.add(SIGNAL.out1 + output);
    }
    return [...heard].filter((node) => node < NODES && stepped[node] !== 1 && node !== SIGNAL.off);
  }

  #enterOutput(output: 0 | 1, cycle: number): void {
    const line = this.#lines[output];
    for (let age = 0; age < SUM_LATENCY; age++) {
      const at = cycle + age;
      if (line !== undefined) line[at % SUM_LATENCY] = this.#matrix.sumAt(output, at);
    }
  }

  #enterInput(channel: number, cycle: number): void {
    const input = this.#sources.inputs[channel];
    const output = this.#matrix.at(SIGNAL.out1 + (input?.output ?? 0), cycle - 1);
    input?.enter(output, this.#matrix.at(SIGNAL.in1 + channel, cycle));
  }
}
