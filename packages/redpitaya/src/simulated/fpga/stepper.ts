import { sat14 } from '../dsp/fixed-point.ts';
import type { Pid } from '../dsp/pid.ts';
import { SIGNAL } from './dsp.ts';
import type { InputChannel } from './input-channel.ts';
import type { IqModule } from './iq-module.ts';
import type { Listener } from './listener.ts';
import { directNode, IQ_DIRECT, NODES, type SignalMatrix, type Sources, SUM_LATENCY } from './matrix.ts';
import { steppedNodes, steppedOutputs, strideLimits } from './topology.ts';
import type { TrigModule } from './trig-module.ts';

interface PidStep {
  readonly block: Pid;
  readonly node: number;
  readonly source: number;
  readonly partner: Pid | undefined;
  readonly limit: number;
}

interface TrigStep {
  readonly module: TrigModule;
  readonly source: number;
}

interface IqStep {
  readonly module: IqModule;
  readonly index: number;
  readonly source: number;
}

interface OutputStep {
  readonly output: 0 | 1;
  readonly node: number;
  readonly terms: Int32Array;
  readonly line: Int32Array;
}

interface InputStep {
  readonly input: InputChannel;
  readonly channel: number;
  readonly node: number;
  readonly output: number;
  readonly isLoop: boolean;
  readonly limit: number;
}

/**
 * Work that one observation may take, in units of about 0.3 us. With one PID module around one input that is 4096
 * cycles at full rate or 1024 leaps; more modules get fewer.
 */
const WORK = { fullRate: 12_288, leaps: 3072 };
/** Work of one step of each kind of block. */
const COST = { pid: 2, iq: 8, input: 1 };
/** Fewest cycles at full rate and leaps of an observation, whatever has to be stepped. */
const LEAST = { fullRate: 1024, leaps: 64 };
/** Fewest leaps from the start of a running accumulation to its end: what is at other frequencies must average out. */
const ACCUMULATION_LEAPS = 768;
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
  #pids: PidStep[] = [];
  #iqs: IqStep[] = [];
  #trigs: TrigStep[] = [];
  #outputs: OutputStep[] = [];
  #inputs: InputStep[] = [];
  #leaves: { node: number; values: Int32Array }[] = [];
  readonly #lines = [new Int32Array(SUM_LATENCY), new Int32Array(SUM_LATENCY)] as const;
  readonly #sums = new Int32Array(2);
  readonly #blocks = new Int32Array(NODES * CHUNK);

  constructor(matrix: SignalMatrix, sources: Sources, listener: Listener) {
    this.#matrix = matrix;
    this.#sources = sources;
    this.#listener = listener;
  }

  /** True when nothing has to be stepped. */
  get isIdle(): boolean {
    return this.isOpenEnded && this.#iqs.length === 0;
  }

  /** Only IQ modules are stepped, on which no other node that is stepped depends. */
  get isOpenEnded(): boolean {
    const { length } = this.#pids;
    return length + this.#trigs.length + this.#outputs.length + this.#inputs.length === 0;
  }

  /** Everything that is stepped has been brought to this cycle. */
  get cycle(): number {
    return this.#cycle;
  }

  /** Number of steps and leaps taken so far, a measure of the work done. */
  steps = 0;

  /** Sum behind a stepped output before saturation. */
  sum(output: 0 | 1): number {
    return this.#sums[output] ?? 0;
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
      this.#listener.rearranging(cycle);
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
    for (const output of outputs)
      if (!this.#outputs.some((step) => step.output === output)) this.#enterOutput(output, cycle);
    for (const channel of channels)
      if (!this.#inputs.some((step) => step.channel === channel)) this.#enterInput(channel, cycle);
    this.#matrix.stepped.set(stepped);
    this.#arrange(outputs, channels);
    this.#leaves = this.#findLeaves(stepped).map((node) => ({
      node,
      values: this.#blocks.subarray(node * CHUNK, (node + 1) * CHUNK),
    }));
    this.#cycle = cycle;
    this.#publish();
  }

  /** Lays out what one step does, so that the steps themselves look nothing up. */
  #arrange(outputs: readonly (0 | 1)[], channels: readonly number[]): void {
    const routing = this.#matrix.routing.latest;
    const { pids, iqs, inputs, trig } = this.#sources;
    const isLoopless = channels.length === 0 && pids.every(({ stepped }) => !stepped);
    const limits = isLoopless ? { pids: [], inputs: [] } : strideLimits(routing, this.#sources);
    const source = (slot: number): number => routing.inputs[slot] ?? SIGNAL.off;
    this.#pids = pids.flatMap(({ block, stepped }, slot) => {
      const partner = slot === 2 ? undefined : pids[1 - slot]?.block;
      return stepped
        ? [{ block, node: slot, source: source(slot), partner, limit: limits.pids[slot] ?? 1 }]
        : [];
    });
    this.#iqs = iqs.flatMap((module, index) =>
      module.stepped ? [{ module, index, source: source(SIGNAL.iq0 + index) }] : [],
    );
    this.#trigs = trig.stepped ? [{ module: trig, source: source(SIGNAL.trig) }] : [];
    this.#outputs = outputs.map((output) => {
      const terms = routing.outputs.flatMap((bits, slot) =>
        ((bits >> output) & 1) === 1 ? [directNode(slot)] : [],
      );
      return { output, node: SIGNAL.out1 + output, terms: Int32Array.from(terms), line: this.#lines[output] };
    });
    this.#inputs = channels.flatMap((channel) => {
      const input = inputs[channel];
      if (input === undefined) return [];
      const isLoop = routing.digitalLoop;
      const output = SIGNAL.out1 + (isLoop ? channel : (input.output ?? 0));
      return [
        { input, channel, node: SIGNAL.in1 + channel, output, isLoop, limit: limits.inputs[channel] ?? 1 },
      ];
    });
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
    if (total <= this.#affordable('fullRate')) {
      while (this.#cycle < cycle) this.#run(cycle, 1);
      return;
    }
    const tail = cycle - TAIL;
    while (this.#cycle < tail) {
      const wanted = this.#listener.wanted(this.#cycle, tail);
      const accumulation = this.#accumulationEnd();
      if (accumulation > this.#cycle && wanted === undefined)
        this.#cover(Math.min(tail, accumulation), Math.max(this.#affordable('leaps'), ACCUMULATION_LEAPS));
      else if (wanted === undefined) this.#cover(tail, this.#affordable('leaps'));
      else if (wanted.from > this.#cycle) this.#cover(wanted.from, this.#affordable('leaps'));
      else
        this.#cover(
          wanted.to,
          Math.max(this.#affordable('leaps'), Math.ceil((wanted.to - this.#cycle) / wanted.decimation)),
        );
    }
    while (this.#cycle < cycle) this.#run(cycle, 1);
  }

  /** The cycle at which the last of the running accumulations ends. */
  #accumulationEnd(): number {
    return this.#cycle + Math.max(0, ...this.#iqs.map(({ module }) => module.block.accumulationLeft));
  }

  #affordable(kind: 'fullRate' | 'leaps'): number {
    const work = COST.pid * this.#pids.length + COST.iq * this.#iqs.length + COST.input * this.#inputs.length;
    return Math.max(LEAST[kind], Math.floor(WORK[kind] / Math.max(3, work)));
  }

  /** Goes to `cycle` in at most about `steps` steps, or less far if the listener begins to want something else. */
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
        if (step === 1) this.#step(this.#cycle);
        else this.#leap(this.#cycle, step);
        this.#cycle += step;
      }
      this.steps += count;
      if (this.#listener.paused(this.#cycle)) return;
    }
  }

  /** Shows the registered outputs of the modules on their nodes. */
  #publish(): void {
    const { live } = this.#matrix;
    for (const { block, node } of this.#pids) live[node] = block.output;
    for (const { module } of this.#trigs) live[SIGNAL.trig] = module.block.state.output;
    for (const { module, index } of this.#iqs) {
      live[SIGNAL.iq0 + index] = module.signalNow;
      live[IQ_DIRECT + index] = module.block.direct;
      if (index === 2) live[SIGNAL.iq2Second] = module.block.quadrature2;
    }
  }

  #step(cycle: number): void {
    const { live } = this.#matrix;
    const place = cycle % SUM_LATENCY;
    this.#publish();
    for (const { output, node, terms, line } of this.#outputs) {
      const sum = line[place] ?? 0;
      this.#sums[output] = sum;
      live[node] = sat14(sum);
      line[place] = total(terms, live);
    }
    for (const { input, node, output, isLoop } of this.#inputs) {
      live[node] = isLoop ? (live[output] ?? 0) : input.value;
    }
    this.#listener.heard(cycle, 1);
    for (const { block, source } of this.#pids) block.filterStep(live[source] ?? 0);
    for (const { block, partner } of this.#pids) block.controlStep(partner);
    for (const { module, source } of this.#trigs) module.block.step(live[source] ?? 0, cycle);
    for (const { module, source } of this.#iqs) module.block.step(live[source] ?? 0, module.on);
    for (const { input, output } of this.#inputs) input.step(live[output] ?? 0, cycle);
  }

  #leap(cycle: number, stride: number): void {
    const { live } = this.#matrix;
    this.#publish();
    for (const { output, node, terms, line } of this.#outputs) {
      const sum = total(terms, live);
      this.#sums[output] = sum;
      line.fill(sum);
      live[node] = sat14(sum);
    }
    for (const { input, node, output, isLoop, limit } of this.#inputs) {
      const value = input.leap(live[output] ?? 0, cycle, stride, Math.min(stride, limit));
      live[node] = isLoop ? (live[output] ?? 0) : value;
    }
    this.#listener.heard(cycle, stride);
    for (const { block, source, limit } of this.#pids)
      block.filterLeap(live[source] ?? 0, Math.min(stride, limit));
    for (const { block, partner, limit } of this.#pids) block.controlLeap(Math.min(stride, limit), partner);
    for (const { module, source } of this.#trigs) module.block.leap(live[source] ?? 0, cycle, stride);
    for (const { module, source } of this.#iqs) {
      module.block.leap((at) => this.#matrix.at(source, at), cycle, stride, module.on);
    }
  }

  /** Closed-form nodes that stepped ones listen to. */
  #findLeaves(stepped: Uint8Array): number[] {
    const heard = new Set<number>();
    for (const { source } of [...this.#pids, ...this.#trigs, ...this.#iqs]) heard.add(source);
    for (const { terms } of this.#outputs) for (const node of terms) heard.add(node);
    for (const { input, output, isLoop } of this.#inputs)
      if (isLoop || input.output !== undefined) heard.add(output);
    return [...heard].filter((node) => stepped[node] !== 1 && node !== SIGNAL.off);
  }

  #enterOutput(output: 0 | 1, cycle: number): void {
    for (let at = cycle; at < cycle + SUM_LATENCY; at++) {
      this.#lines[output][at % SUM_LATENCY] = this.#matrix.sumAt(output, at);
    }
  }

  #enterInput(channel: number, cycle: number): void {
    const input = this.#sources.inputs[channel];
    const output = this.#matrix.at(SIGNAL.out1 + (input?.output ?? 0), cycle - 1);
    input?.enter(output, this.#matrix.at(SIGNAL.in1 + channel, cycle));
  }
}

function total(terms: Int32Array, live: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < terms.length; i++) sum += live[terms[i] ?? 0] ?? 0;
  return sum;
}
