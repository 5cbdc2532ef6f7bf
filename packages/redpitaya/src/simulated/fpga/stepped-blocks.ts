import { sat14 } from '../dsp/fixed-point.ts';
import { type BlockTask, inOrder } from './block-order.ts';
import { BLOCK, blockTasks } from './block-tasks.ts';
import { SIGNAL } from './dsp.ts';
import type { IqModule } from './iq-module.ts';
import { directNode, IQ_DIRECT, NODES, type SignalMatrix, type Sources, SUM_LATENCY } from './matrix.ts';
import { NO_STEPS, type OutputStep, type StepList } from './step-list.ts';
import { strideLimits } from './topology.ts';

/** Work of one step of each kind of block, in units of about 0.3 us. */
const COST = { pid: 2, iq: 8, input: 1, iir: 4 };

/** The blocks that are stepped, laid out so that the steps themselves look nothing up. */
export class SteppedBlocks {
  readonly #matrix: SignalMatrix;
  readonly #sources: Sources;
  #list: StepList = NO_STEPS;
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
    return this.isOpenEnded && this.#list.iqs.length === 0;
  }

  /** Only IQ modules are stepped, on which no other node that is stepped depends. */
  get isOpenEnded(): boolean {
    const { length } = this.#list.pids;
    return (
      length +
        this.#list.trigs.length +
        this.#list.iirs.length +
        this.#list.outputs.length +
        this.#list.inputs.length ===
      0
    );
  }

  /** No block feeds back to itself: {@link run} is possible. */
  get isForward(): boolean {
    return this.#tasks !== undefined;
  }

  /** Work of one step or leap. */
  get work(): number {
    const { pid, iq, input, iir } = COST;
    return (
      pid * this.#list.pids.length +
      iq * this.#list.iqs.length +
      input * this.#list.inputs.length +
      iir * this.#list.iirs.length
    );
  }

  /** Cycles until the last of the running accumulations ends. */
  get accumulationLeft(): number {
    return Math.max(0, ...this.#list.iqs.map(({ module }) => module.block.accumulationLeft));
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
      if (!this.#list.outputs.some((step) => step.output === output)) this.#enterOutput(output, cycle);
    for (const channel of channels)
      if (!this.#list.inputs.some((step) => step.channel === channel)) this.#enterInput(channel, cycle);
    this.#matrix.stepped.set(stepped);
    this.#list = this.#layOut(outputs, channels);
    this.#leaves = this.#findLeaves(stepped);
    const isDifferential = this.#list.pids.some(({ block }) => block.settings.differential);
    this.#tasks = isDifferential ? undefined : inOrder(this.#tasksFor(stepped));
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
    for (const { output, node, terms, line } of this.#list.outputs) {
      const sum = line[place] ?? 0;
      this.#sums[output] = sum;
      live[node] = sat14(sum);
      line[place] = total(terms, live);
    }
    for (const { input, node, output, isLoop } of this.#list.inputs) {
      live[node] = isLoop ? (live[output] ?? 0) : input.value;
    }
    heard();
    for (const { block, source } of this.#list.pids) block.filterStep(live[source] ?? 0);
    for (const { block, partner } of this.#list.pids) block.controlStep(partner);
    for (const { block, source } of this.#list.iirs) block.step(live[source] ?? 0);
    for (const { module, source } of this.#list.trigs) module.block.step(live[source] ?? 0, cycle);
    for (const { module, source } of this.#list.iqs) module.block.step(live[source] ?? 0, module.on);
    for (const { input, output } of this.#list.inputs) input.step(live[output] ?? 0, cycle);
  }

  /** `stride` cycles of all modules at once; see {@link step}. */
  leap(index: number, cycle: number, stride: number, heard: () => void): void {
    const { live } = this.#matrix;
    this.#publish();
    this.show(this.#leaves, index);
    for (const { output, node, terms, line } of this.#list.outputs) {
      const sum = total(terms, live);
      this.#sums[output] = sum;
      line.fill(sum);
      live[node] = sat14(sum);
    }
    for (const { input, node, output, isLoop, limit } of this.#list.inputs) {
      const value = input.leap(live[output] ?? 0, cycle, stride, Math.min(stride, limit));
      live[node] = isLoop ? (live[output] ?? 0) : value;
    }
    heard();
    for (const { block, source, limit } of this.#list.pids)
      block.filterLeap(live[source] ?? 0, Math.min(stride, limit));
    for (const { block, partner, limit } of this.#list.pids)
      block.controlLeap(Math.min(stride, limit), partner);
    for (const { block, source, limit } of this.#list.iirs)
      block.leap(live[source] ?? 0, Math.min(stride, limit));
    for (const { module, source } of this.#list.trigs) module.block.leap(live[source] ?? 0, cycle, stride);
    for (const { module, source } of this.#list.iqs) {
      module.block.leap((at) => this.#matrix.at(source, at), cycle, stride, module.on);
    }
  }

  #layOut(outputs: readonly (0 | 1)[], channels: readonly number[]): StepList {
    const routing = this.#matrix.routing.latest;
    const { pids, iqs, inputs, trig, iir } = this.#sources;
    const isLoopless = channels.length === 0 && pids.every(({ stepped }) => !stepped) && !iir.isActive;
    const limits = isLoopless ? { pids: [], inputs: [], iir: 1 } : strideLimits(routing, this.#sources);
    const source = (slot: number): number => routing.inputs[slot] ?? SIGNAL.off;
    const pidSteps = pids.flatMap(({ block, stepped }, slot) => {
      const partner = slot === 2 ? undefined : pids[1 - slot]?.block;
      return stepped
        ? [{ block, node: slot, source: source(slot), partner, limit: limits.pids[slot] ?? 1 }]
        : [];
    });
    const iqSteps = iqs.flatMap((module, index) =>
      module.stepped ? [{ module, index, source: source(SIGNAL.iq0 + index) }] : [],
    );
    const iirs = iir.isActive ? [{ block: iir.block, source: source(SIGNAL.iir), limit: limits.iir }] : [];
    const trigs = trig.stepped ? [{ module: trig, source: source(SIGNAL.trig) }] : [];
    const outputSteps = outputs.map((output) => {
      const terms = routing.outputs.flatMap((bits, slot) =>
        ((bits >> output) & 1) === 1 ? [directNode(slot)] : [],
      );
      return { output, node: SIGNAL.out1 + output, terms: Int32Array.from(terms), line: this.#lines[output] };
    });
    const inputSteps = channels.flatMap((channel) => {
      const input = inputs[channel];
      if (input === undefined) return [];
      const isLoop = routing.digitalLoop;
      const output = SIGNAL.out1 + (isLoop ? channel : (input.output ?? 0));
      const limit = limits.inputs[channel] ?? 1;
      return [{ input, channel, node: SIGNAL.in1 + channel, output, isLoop, limit }];
    });
    return { pids: pidSteps, iirs, trigs, iqs: iqSteps, outputs: outputSteps, inputs: inputSteps };
  }

  #tasksFor(stepped: Uint8Array): BlockTask[] {
    return blockTasks(this.#list, this.#wires, stepped, (step, cycle, count) =>
      this.#addUp(step, cycle, count),
    );
  }

  /** An output over a block: the sum of its terms of five cycles before. */
  #addUp({ output, terms, line }: OutputStep, cycle: number, count: number): void {
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
    for (const { block, node } of this.#list.pids) live[node] = block.output;
    for (const { block } of this.#list.iirs) live[SIGNAL.iir] = block.output;
    for (const { module } of this.#list.trigs) live[SIGNAL.trig] = module.block.state.output;
    for (const { module, index } of this.#list.iqs) {
      live[SIGNAL.iq0 + index] = module.signalNow;
      live[IQ_DIRECT + index] = module.block.direct;
      if (index === 2) live[SIGNAL.iq2Second] = module.block.quadrature2;
    }
  }

  /** Closed-form nodes that stepped ones listen to. */
  #findLeaves(stepped: Uint8Array): number[] {
    const heard = new Set<number>();
    for (const { source } of [...this.#list.pids, ...this.#list.iirs, ...this.#list.trigs, ...this.#list.iqs])
      heard.add(source);
    for (const { terms } of this.#list.outputs) for (const node of terms) heard.add(node);
    for (const { input, output, isLoop } of this.#list.inputs)
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
