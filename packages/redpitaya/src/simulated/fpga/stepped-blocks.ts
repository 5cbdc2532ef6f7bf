import { sat14 } from '../dsp/fixed-point.ts';
import { type BlockOrder, inOrder } from './block-order.ts';
import { BLOCK, blockTasks } from './block-tasks.ts';
import { SIGNAL } from './dsp.ts';
import { HeldPids } from './held-pids.ts';
import type { IqModule } from './iq-module.ts';
import { directNode, IQ_DIRECT, NODES, type SignalMatrix, type Sources, SUM_LATENCY } from './matrix.ts';
import { drivers, NO_STEPS, type OutputStep, type StepList } from './step-list.ts';
import { LoopLimits } from './topology.ts';

/** Work of one step of each kind of block, in units of about 0.3 us. */
const COST = { pid: 2, iq: 8, input: 1, iir: 4 };

/** The blocks that are stepped, laid out so that the steps themselves look nothing up. */
export class SteppedBlocks {
  readonly #matrix: SignalMatrix;
  readonly #sources: Sources;
  #list: StepList = NO_STEPS;
  #held: HeldPids;
  #leaves: number[] = [];
  #order: BlockOrder = { before: [], loop: [], after: [] };
  /** What can only be stepped cycle by cycle, the nodes it drives, and the others it listens to. */
  #loop: StepList = NO_STEPS;
  #loopNodes: readonly number[] = [];
  #loopSources: readonly number[] = [];
  /** Nodes that are live: driven by what is stepped, or in closed form and listened to. */
  #live: readonly number[] = [];
  readonly #lines = [new Int32Array(SUM_LATENCY), new Int32Array(SUM_LATENCY)] as const;
  readonly #sums = new Int32Array(2);
  /** The values of every node in the cycles of a block. */
  readonly #wires = Array.from({ length: NODES }, () => new Int32Array(BLOCK));

  constructor(matrix: SignalMatrix, sources: Sources) {
    this.#matrix = matrix;
    this.#sources = sources;
    this.#held = this.#loopsOf(NO_STEPS);
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
    this.#held = this.#loopsOf(this.#list);
    this.#leaves = this.#findLeaves(stepped);
    const tasks = blockTasks(this.#list, this.#wires, stepped, (step, at, count) =>
      this.#addUp(step, at, count),
    );
    this.#order = inOrder(tasks);
    const { loop } = this.#order;
    const driven = new Set(loop.flatMap(({ makes }) => makes));
    this.#loop = drivers(this.#list, driven);
    this.#loopNodes = [...driven];
    this.#loopSources = [...new Set(loop.flatMap(({ needs }) => needs))].filter((node) => !driven.has(node));
    this.#live = [...new Set([...this.#leaves, ...tasks.flatMap(({ makes }) => makes)])];
    this.#publish(this.#list);
  }

  /**
   * Works out what is in closed form and listened to, at `count` cycles from `start` on in steps of `stride`. A bare
   * carrier is averaged over the steps, so that one of a shorter period does not alias.
   */
  prepare(start: number, stride: number, count: number): void {
    this.#held.forget();
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

  /** `count` cycles (at most {@link BLOCK}) from `cycle` on: module by module, but for what feeds back to itself. */
  run(cycle: number, count: number): void {
    const { before, loop, after } = this.#order;
    for (const task of before) task.run(cycle, count);
    if (loop.length > 0) for (let i = 0; i < count; i++) this.#step(i, cycle + i);
    for (const task of after) task.run(cycle, count);
    this.show(this.#live, count - 1);
  }

  /** Makes `nodes` live as they were in cycle `index` of the last block. */
  show(nodes: readonly number[], index: number): void {
    for (const node of nodes) this.#matrix.live[node] = this.#wires[node]?.[index] ?? 0;
  }

  /** Cycle `cycle`, number `index` of the block, of what feeds back to itself. */
  #step(index: number, cycle: number): void {
    const { live } = this.#matrix;
    const { pids, iirs, trigs, iqs, outputs, inputs } = this.#loop;
    const place = cycle % SUM_LATENCY;
    this.show(this.#loopSources, index);
    this.#publish(this.#loop);
    for (const { output, node, terms, line } of outputs) {
      const sum = line[place] ?? 0;
      this.#sums[output] = sum;
      live[node] = sat14(sum);
      line[place] = total(terms, live);
    }
    for (const { input, node, output, isLoop } of inputs) {
      live[node] = isLoop ? (live[output] ?? 0) : input.value;
    }
    for (const node of this.#loopNodes) {
      const values = this.#wires[node];
      if (values !== undefined) values[index] = live[node] ?? 0;
    }
    for (const { block, source } of pids) block.filterStep(live[source] ?? 0);
    for (const { block, partner } of pids) block.controlStep(partner);
    for (const { block, source } of iirs) block.step(live[source] ?? 0);
    for (const { module, source } of trigs) module.block.step(live[source] ?? 0, cycle);
    for (const { module, source } of iqs) module.block.step(live[source] ?? 0, module.on);
    for (const { input, output } of inputs) input.step(live[output] ?? 0, cycle);
  }

  /**
   * `stride` cycles of all modules at once, or in several parts where one begins to move in between; what is in closed
   * form is number `index` of what was prepared.
   *
   * @param heard - called for each part, when all live nodes hold their values of so many cycles from a cycle on
   */
  leap(index: number, cycle: number, stride: number, heard: (cycle: number, cycles: number) => void): void {
    this.#held.begin();
    for (let passed = 0; passed < stride; passed += this.#held.cycles) {
      this.#held.expect(stride - passed);
      this.#leapPart(index, cycle + passed, heard);
    }
  }

  #leapPart(index: number, cycle: number, heard: (cycle: number, cycles: number) => void): void {
    const { live } = this.#matrix;
    const held = this.#held;
    this.#publish(this.#list);
    this.show(this.#leaves, index);
    for (const { output, node, terms, line } of this.#list.outputs) {
      const sum = total(terms, live);
      this.#sums[output] = sum;
      line.fill(sum);
      live[node] = sat14(sum);
    }
    const { inputs } = this.#list;
    const plantLimits = inputs.length > 0 ? held.limits.inputs : [];
    for (const { input, channel, node, output, isLoop } of inputs) {
      const plantCycles = Math.min(held.cycles, plantLimits[channel] ?? 1);
      const value = input.leap(live[output] ?? 0, cycle, held.cycles, plantCycles);
      live[node] = isLoop ? (live[output] ?? 0) : value;
    }
    held.confirm();
    const { cycles } = held;
    const limited = (limit: number | undefined): number => Math.min(cycles, limit ?? 1);
    heard(cycle, cycles);
    for (const pid of this.#list.pids) {
      const [value, count] = [live[pid.source] ?? 0, limited(held.limits.pids[pid.node])];
      if (held.holds(pid)) pid.block.leapHeld(value, count);
      else pid.block.filterLeap(value, count);
    }
    for (const pid of this.#list.pids)
      if (!held.holds(pid)) pid.block.controlLeap(limited(held.limits.pids[pid.node]), pid.partner);
    for (const { block, source } of this.#list.iirs) block.leap(live[source] ?? 0, limited(held.limits.iir));
    for (const { module, source } of this.#list.trigs) module.block.leap(live[source] ?? 0, cycle, cycles);
    for (const { module, source } of this.#list.iqs) {
      module.block.leap((at) => this.#matrix.at(source, at), cycle, cycles, module.on);
    }
  }

  #loopsOf({ pids }: StepList): HeldPids {
    const limits = new LoopLimits(this.#matrix.routing.latest, this.#sources);
    return new HeldPids(pids, limits, this.#matrix.live);
  }

  #layOut(outputs: readonly (0 | 1)[], channels: readonly number[]): StepList {
    const routing = this.#matrix.routing.latest;
    const { pids, iqs, inputs, trig, iir } = this.#sources;
    const source = (slot: number): number => routing.inputs[slot] ?? SIGNAL.off;
    const pidSteps = pids.flatMap(({ block, stepped }, slot) => {
      const partner = slot === 2 ? undefined : pids[1 - slot]?.block;
      return stepped ? [{ block, node: slot, source: source(slot), partner }] : [];
    });
    const iqSteps = iqs.flatMap((module, index) =>
      module.stepped ? [{ module, index, source: source(SIGNAL.iq0 + index) }] : [],
    );
    const iirs = iir.isActive ? [{ block: iir.block, source: source(SIGNAL.iir) }] : [];
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
      return [{ input, channel, node: SIGNAL.in1 + channel, output, isLoop }];
    });
    return { pids: pidSteps, iirs, trigs, iqs: iqSteps, outputs: outputSteps, inputs: inputSteps };
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
  #publish({ pids, iirs, trigs, iqs }: StepList): void {
    const { live } = this.#matrix;
    for (const { block, node } of pids) live[node] = block.output;
    for (const { block } of iirs) live[SIGNAL.iir] = block.output;
    for (const { module } of trigs) live[SIGNAL.trig] = module.block.state.output;
    for (const { module, index } of iqs) {
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
