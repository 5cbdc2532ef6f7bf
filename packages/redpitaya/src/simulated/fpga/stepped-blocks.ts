import { sat14 } from '../dsp/fixed-point.ts';
import type { Iir } from '../dsp/iir.ts';
import { longestRun } from '../dsp/iq.ts';
import type { Pid } from '../dsp/pid.ts';
import { type BlockTask, inOrder } from './block-order.ts';
import { SIGNAL } from './dsp.ts';
import type { InputChannel } from './input-channel.ts';
import type { IqModule, IqNodes } from './iq-module.ts';
import { directNode, IQ_DIRECT, NODES, type SignalMatrix, type Sources, SUM_LATENCY } from './matrix.ts';
import { strideLimits } from './topology.ts';
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

interface IirStep {
  readonly block: Iir;
  readonly source: number;
  readonly limit: number;
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

/** Most cycles of one block. */
export const BLOCK = longestRun;
/** Work of one step of each kind of block, in units of about 0.3 us. */
const COST = { pid: 2, iq: 8, input: 1, iir: 4 };

/** The blocks that are stepped, laid out so that the steps themselves look nothing up. */
export class SteppedBlocks {
  readonly #matrix: SignalMatrix;
  readonly #sources: Sources;
  #pids: PidStep[] = [];
  #iqs: IqStep[] = [];
  #iirs: IirStep[] = [];
  #trigs: TrigStep[] = [];
  #outputs: OutputStep[] = [];
  #inputs: InputStep[] = [];
  #leaves: number[] = [];
  #tasks: readonly BlockTask[] | undefined;
  readonly #lines = [new Int32Array(SUM_LATENCY), new Int32Array(SUM_LATENCY)] as const;
  readonly #sums = new Int32Array(2);
  /** The values of every node in the cycles of a block. */
  readonly #wires = Array.from({ length: NODES }, () => new Int32Array(BLOCK));

  constructor(matrix: SignalMatrix, sources: Sources) {
    this.#matrix = matrix;
    this.#sources = sources;
  }

  /** Nothing is stepped. */
  get isEmpty(): boolean {
    return this.isOpenEnded && this.#iqs.length === 0;
  }

  /** Only IQ modules are stepped, on which no other node that is stepped depends. */
  get isOpenEnded(): boolean {
    const { length } = this.#pids;
    return length + this.#trigs.length + this.#iirs.length + this.#outputs.length + this.#inputs.length === 0;
  }

  /** No block feeds back to itself: {@link run} is possible. */
  get isForward(): boolean {
    return this.#tasks !== undefined;
  }

  /** Work of one step or leap. */
  get work(): number {
    const { pid, iq, input, iir } = COST;
    return (
      pid * this.#pids.length + iq * this.#iqs.length + input * this.#inputs.length + iir * this.#iirs.length
    );
  }

  /** Cycles until the last of the running accumulations ends. */
  get accumulationLeft(): number {
    return Math.max(0, ...this.#iqs.map(({ module }) => module.block.accumulationLeft));
  }

  /** Sum behind a stepped output before saturation. */
  sum(output: 0 | 1): number {
    return this.#sums[output] ?? 0;
  }

  /** Takes up the modules that are marked in `stepped`, from `cycle` on, with these outputs and inputs. */
  arrange(
    stepped: Uint8Array,
    outputs: readonly (0 | 1)[],
    channels: readonly number[],
    cycle: number,
  ): void {
    for (const output of outputs)
      if (!this.#outputs.some((step) => step.output === output)) this.#enterOutput(output, cycle);
    for (const channel of channels)
      if (!this.#inputs.some((step) => step.channel === channel)) this.#enterInput(channel, cycle);
    this.#matrix.stepped.set(stepped);
    this.#layOut(outputs, channels);
    this.#leaves = this.#findLeaves(stepped);
    const isDifferential = this.#pids.some(({ block }) => block.settings.differential);
    this.#tasks = isDifferential ? undefined : inOrder(this.#createTasks(stepped));
    this.#publish();
  }

  /**
   * Works out what is in closed form and listened to, at `count` cycles from `start` on in steps of `stride`. A bare
   * carrier is averaged over the steps, so that one of a shorter period does not alias.
   */
  prepare(start: number, stride: number, count: number): void {
    for (const node of this.#leaves) {
      const values = this.#wires[node];
      if (values === undefined) continue;
      this.#matrix.evaluate(node, start, stride, count, values);
      const mean = stride === 1 ? 1 : (this.#carrierAt(node)?.carrierMean(stride) ?? 1);
      if (mean !== 1) for (let i = 0; i < count; i++) values[i] = Math.round((values[i] ?? 0) * mean);
    }
  }

  /** The IQ module whose bare carrier `node` is, if it is one. */
  #carrierAt(node: number): IqModule | undefined {
    const { iqs } = this.#sources;
    if (node >= IQ_DIRECT) return iqs[node - IQ_DIRECT];
    const iq = node >= SIGNAL.iq0 && node <= SIGNAL.iq2 ? iqs[node - SIGNAL.iq0] : undefined;
    return iq?.signal === 'direct' ? iq : undefined;
  }

  /** `count` cycles (at most {@link BLOCK}) from `cycle` on, module by module. */
  run(cycle: number, count: number): void {
    for (const task of this.#tasks ?? []) task.run(cycle, count);
    this.show(this.#leaves, count - 1);
    for (const { makes } of this.#tasks ?? []) this.show(makes, count - 1);
  }

  /** Makes `nodes` live as they were in cycle `index` of the last block. */
  show(nodes: readonly number[], index: number): void {
    for (const node of nodes) this.#matrix.live[node] = this.#wires[node]?.[index] ?? 0;
  }

  /** One cycle of all modules; what is in closed form is number `index` of the cycles prepared. */
  step(index: number, cycle: number, heard: () => void): void {
    const { live } = this.#matrix;
    const place = cycle % SUM_LATENCY;
    this.#publish();
    this.show(this.#leaves, index);
    for (const { output, node, terms, line } of this.#outputs) {
      const sum = line[place] ?? 0;
      this.#sums[output] = sum;
      live[node] = sat14(sum);
      line[place] = total(terms, live);
    }
    for (const { input, node, output, isLoop } of this.#inputs) {
      live[node] = isLoop ? (live[output] ?? 0) : input.value;
    }
    heard();
    for (const { block, source } of this.#pids) block.filterStep(live[source] ?? 0);
    for (const { block, partner } of this.#pids) block.controlStep(partner);
    for (const { block, source } of this.#iirs) block.step(live[source] ?? 0);
    for (const { module, source } of this.#trigs) module.block.step(live[source] ?? 0, cycle);
    for (const { module, source } of this.#iqs) module.block.step(live[source] ?? 0, module.on);
    for (const { input, output } of this.#inputs) input.step(live[output] ?? 0, cycle);
  }

  /** `stride` cycles of all modules at once; see {@link step}. */
  leap(index: number, cycle: number, stride: number, heard: () => void): void {
    const { live } = this.#matrix;
    this.#publish();
    this.show(this.#leaves, index);
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
    heard();
    for (const { block, source, limit } of this.#pids)
      block.filterLeap(live[source] ?? 0, Math.min(stride, limit));
    for (const { block, partner, limit } of this.#pids) block.controlLeap(Math.min(stride, limit), partner);
    for (const { block, source, limit } of this.#iirs) block.leap(live[source] ?? 0, Math.min(stride, limit));
    for (const { module, source } of this.#trigs) module.block.leap(live[source] ?? 0, cycle, stride);
    for (const { module, source } of this.#iqs) {
      module.block.leap((at) => this.#matrix.at(source, at), cycle, stride, module.on);
    }
  }

  #layOut(outputs: readonly (0 | 1)[], channels: readonly number[]): void {
    const routing = this.#matrix.routing.latest;
    const { pids, iqs, inputs, trig, iir } = this.#sources;
    const isLoopless = channels.length === 0 && pids.every(({ stepped }) => !stepped) && !iir.isActive;
    const limits = isLoopless ? { pids: [], inputs: [], iir: 1 } : strideLimits(routing, this.#sources);
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
    this.#iirs = iir.isActive ? [{ block: iir.block, source: source(SIGNAL.iir), limit: limits.iir }] : [];
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
      const limit = limits.inputs[channel] ?? 1;
      return [{ input, channel, node: SIGNAL.in1 + channel, output, isLoop, limit }];
    });
  }

  #createTasks(stepped: Uint8Array): BlockTask[] {
    const wire = (node: number): Int32Array => this.#wires[node] ?? new Int32Array(BLOCK);
    const made = (node: number): Int32Array | undefined => (stepped[node] === 1 ? wire(node) : undefined);
    return [
      ...this.#pids.map(({ block, node, source }): BlockTask => {
        const run = (_: number, count: number): void => block.run(wire(source), count, wire(node));
        return { needs: [source], makes: [node], run };
      }),
      ...this.#iirs.map(({ block, source }): BlockTask => {
        const run = (_: number, count: number): void => block.run(wire(source), count, wire(SIGNAL.iir));
        return { needs: [source], makes: [SIGNAL.iir], run };
      }),
      ...this.#trigs.map(({ module: { block }, source }): BlockTask => {
        const [input, out] = [wire(source), wire(SIGNAL.trig)];
        const run = (cycle: number, count: number): void => {
          for (let i = 0; i < count; i++) {
            out[i] = block.state.output;
            block.step(input[i] ?? 0, cycle + i);
          }
        };
        return { needs: [source], makes: [SIGNAL.trig], run };
      }),
      ...this.#iqs.map(({ module, index, source }): BlockTask => {
        const nodes: IqNodes = {
          signal: made(SIGNAL.iq0 + index),
          direct: made(IQ_DIRECT + index),
          second: index === 2 ? made(SIGNAL.iq2Second) : undefined,
        };
        const input = wire(source);
        const run = (cycle: number, count: number): void => {
          if (module.isUsed) module.run(input, count, nodes);
          else module.block.leap((at) => input[at - cycle] ?? 0, cycle, count, module.on);
        };
        const all = [SIGNAL.iq0 + index, IQ_DIRECT + index, ...(index === 2 ? [SIGNAL.iq2Second] : [])];
        return { needs: [source], makes: all.filter((node) => stepped[node] === 1), run };
      }),
      ...this.#outputs.map(({ output, node, terms, line }): BlockTask => {
        const run = (cycle: number, count: number): void => this.#sumUp(output, terms, line, cycle, count);
        return { needs: [...terms], makes: [node], run };
      }),
      ...this.#inputs.map(({ input, node, output, isLoop }): BlockTask => {
        const [from, to] = [wire(output), wire(node)];
        const run = (cycle: number, count: number): void => {
          if (isLoop) to.set(from);
          for (let i = 0; i < count; i++) {
            if (!isLoop) to[i] = input.value;
            input.step(from[i] ?? 0, cycle + i);
          }
        };
        return { needs: isLoop || input.output !== undefined ? [output] : [], makes: [node], run };
      }),
    ];
  }

  /** An output over a block: the sum of its terms of five cycles before. */
  #sumUp(output: 0 | 1, terms: Int32Array, line: Int32Array, cycle: number, count: number): void {
    const out = this.#wires[SIGNAL.out1 + output];
    if (out === undefined) return;
    for (let i = 0; i < count; i++) {
      const place = (cycle + i) % SUM_LATENCY;
      const sum = line[place] ?? 0;
      this.#sums[output] = sum;
      out[i] = sat14(sum);
      let next = 0;
      for (let k = 0; k < terms.length; k++) next += this.#wires[terms[k] ?? 0]?.[i] ?? 0;
      line[place] = next;
    }
  }

  /** Shows the registered outputs of the modules on their nodes. */
  #publish(): void {
    const { live } = this.#matrix;
    for (const { block, node } of this.#pids) live[node] = block.output;
    for (const { block } of this.#iirs) live[SIGNAL.iir] = block.output;
    for (const { module } of this.#trigs) live[SIGNAL.trig] = module.block.state.output;
    for (const { module, index } of this.#iqs) {
      live[SIGNAL.iq0 + index] = module.signalNow;
      live[IQ_DIRECT + index] = module.block.direct;
      if (index === 2) live[SIGNAL.iq2Second] = module.block.quadrature2;
    }
  }

  /** Closed-form nodes that stepped ones listen to. */
  #findLeaves(stepped: Uint8Array): number[] {
    const heard = new Set<number>();
    for (const { source } of [...this.#pids, ...this.#iirs, ...this.#trigs, ...this.#iqs]) heard.add(source);
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
