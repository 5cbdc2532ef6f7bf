import { cyclePeriod } from '../dsp/fixed-point.ts';
import { pidStrideLimit } from '../dsp/pid.ts';
import type { PlantElement } from '../dsp/plant.ts';
import { type Routing, SIGNAL } from './dsp.ts';
import { directNode, IQ_DIRECT, NODES, type Sources } from './matrix.ts';

const OUTPUTS = [SIGNAL.out1, SIGNAL.out2] as const;
const UNLIMITED = 2 ** 30;

/** The element at `index`, if there is one; asking an array itself for a negative index is slow. */
function at<T>(list: readonly T[], index: number): T | undefined {
  return index < 0 ? undefined : list[index];
}

/** Which nodes feed `node`, apart from the memory in it. */
function feeders(node: number, routing: Routing, { pids, iqs, inputs, trig, iir }: Sources): number[] {
  const pid = pids[node];
  if (pid !== undefined) return pid.isDeaf ? [] : [routing.inputs[node] ?? SIGNAL.off];
  if (node === SIGNAL.trig) return trig.isActive ? [routing.inputs[node] ?? SIGNAL.off] : [];
  if (node === SIGNAL.iir) return iir.isActive ? [routing.inputs[node] ?? SIGNAL.off] : [];
  const input = at(inputs, node - SIGNAL.in1);
  if (input !== undefined) {
    if (routing.digitalLoop) return [node - SIGNAL.in1 + SIGNAL.out1];
    return input.output === undefined ? [] : [SIGNAL.out1 + input.output];
  }
  if (at(iqs, node - SIGNAL.iq0)?.signal === 'direct') return [node - SIGNAL.iq0 + IQ_DIRECT];
  const output = node - SIGNAL.out1;
  if (output !== 0 && output !== 1) return [];
  return routing.outputs.flatMap((bits, slot) => (((bits >> output) & 1) === 1 ? [directNode(slot)] : []));
}

function remembers(node: number, routing: Routing, { pids, iqs, inputs, trig, iir }: Sources): boolean {
  const pid = pids[node];
  if (pid !== undefined) return !pid.isMemoryless || pids[1 - node]?.block.settings.differential === true;
  if (node === SIGNAL.trig) return trig.isActive && trig.isFiltered;
  if (node === SIGNAL.iir) return iir.isActive;
  const input = at(inputs, node - SIGNAL.in1);
  if (input !== undefined) return !input.isFeedForward && !routing.digitalLoop;
  if (node === SIGNAL.iq2Second) return iqs[2]?.isSecondZero === false;
  if (at(iqs, node - IQ_DIRECT)?.isCarrier === false) return true;
  return at(iqs, node - SIGNAL.iq0)?.signal === 'stepped';
}

/** Nodes that have no closed form: memory, feedback, or fed by such a node. 1 marks them. */
export function steppedNodes(routing: Routing, sources: Sources): Uint8Array {
  const state = new Uint8Array(NODES);
  const [open, closedForm, stepped] = [1, 2, 3];
  const visit = (node: number): boolean => {
    if (state[node] === open) return true;
    if (state[node] !== 0) return state[node] === stepped;
    state[node] = open;
    let isStepped = remembers(node, routing, sources);
    for (const feeder of feeders(node, routing, sources)) isStepped = visit(feeder) || isStepped;
    state[node] = isStepped ? stepped : closedForm;
    return isStepped;
  };
  for (let node = 0; node < NODES; node++) visit(node);
  return state.map((value) => (value === stepped ? 1 : 0));
}

/** Greatest slope of an element: V at its end per V at its start. */
function steepness(element: PlantElement): number {
  switch (element.kind) {
    case 'gain':
      return Math.abs(element.factor);
    case 'cavity':
      return (1.3 * Math.abs(element.height)) / element.width;
    case 'pdh':
      return (4 * Math.abs(element.height)) / element.width;
    case 'airy':
      return (2.1 * element.finesse * Math.abs(element.height)) / element.spacing;
    case 'resonance':
      return Math.max(1, element.q);
    case 'delay':
    case 'lowpass':
      return 1;
  }
}

function fastestRate(elements: readonly PlantElement[]): number {
  let rate = 0;
  for (const element of elements) {
    if (element.kind === 'lowpass') rate = Math.max(rate, 2 * Math.PI * element.corner * cyclePeriod);
    if (element.kind === 'resonance') rate = Math.max(rate, 2 * Math.PI * element.frequency * cyclePeriod);
  }
  return rate;
}

/** How many cycles each block may take in one leap without making a feedback loop unstable. */
export interface StrideLimits {
  /** By PID module. */
  readonly pids: readonly number[];
  /** By input. */
  readonly inputs: readonly number[];
  readonly iir: number;
}

/** The {@link StrideLimits} of a routing, by the PID modules that stay at a limit, worked out when asked for. */
export class LoopLimits {
  readonly #routing: Routing;
  readonly #sources: Sources;
  readonly #known: (StrideLimits | undefined)[] = [];

  constructor(routing: Routing, sources: Sources) {
    this.#routing = routing;
    this.#sources = sources;
  }

  /** @param held - bit n set: PID module n stays at a limit of its output */
  of(held: number): StrideLimits {
    const known = this.#known[held];
    if (known !== undefined) return known;
    const limits = strideLimits(this.#routing, this.#sources, held);
    this.#known[held] = limits;
    return limits;
  }
}

/**
 * Works out the stride limits from the gain around every loop. All blocks of a loop share the shortest one: where a
 * leap is longer, less time passes in the whole loop, which settles all the same, but later.
 *
 * @param held - bit n set: PID module n stays at a limit of its output, so that what it integrates does not matter. It
 * does where a plant or filter moves on its own: its present output does not tell for how long.
 */
function strideLimits(routing: Routing, sources: Sources, held: number): StrideLimits {
  const { pids, inputs, iir } = sources;
  const steep = inputs.map(({ elements }) =>
    elements.reduce((slope, element) => slope * steepness(element), 1),
  );
  const isLoop = routing.digitalLoop;
  const gain = (node: number, integral: number): number => {
    const settings = pids[node]?.block.settings;
    if (node === SIGNAL.iir) return 1;
    if (settings !== undefined) return Math.max(Math.abs(settings.p) / 4096, settings.i === 0 ? 0 : integral);
    return isLoop ? 1 : (steep[node - SIGNAL.in1] ?? 1);
  };
  /** Sum of the gains of all ways from `node` backwards to `target`, without the gain of `target` itself. */
  const around = (
    target: number,
    node: number,
    integral: number,
    visited: readonly number[] = [],
  ): number => {
    let total = 0;
    for (const feeder of feeders(node, routing, sources)) {
      if (feeder === target) total += 1;
      else if (!visited.includes(feeder)) {
        total += gain(feeder, integral) * around(target, feeder, integral, [...visited, feeder]);
      }
    }
    return total;
  };
  const isSameLoop = (a: number, b: number): boolean => around(a, b, 1) > 0 && around(b, a, 1) > 0;
  const restless = [
    ...(iir.isActive ? [SIGNAL.iir] : []),
    ...inputs.flatMap((input, n) => (input.isFeedForward || isLoop ? [] : [SIGNAL.in1 + n])),
  ];
  const pidLimits = pids.map(({ block }, slot) => {
    const isOpen = ((held >> slot) & 1) === 1 && !restless.some((node) => isSameLoop(slot, node));
    return isOpen ? UNLIMITED : pidStrideLimit(block.settings.i, around(slot, slot, 1));
  });
  const inputLimits = inputs.map((input, channel) => {
    const node = SIGNAL.in1 + channel;
    const loop = gain(node, 0) * around(node, node, 0);
    const rate = isLoop ? 0 : fastestRate(input.elements);
    return loop < 0.5 || rate === 0 ? UNLIMITED : Math.max(1, Math.floor(0.5 / (rate * (1 + loop))));
  });
  // In a loop the IIR filter takes one sample per leap.
  const iirLimit = iir.isActive && around(SIGNAL.iir, SIGNAL.iir, 1) > 0 ? iir.block.loops : UNLIMITED;
  const limits: (readonly [number, number])[] = [
    [SIGNAL.iir, iirLimit],
    ...pidLimits.entries(),
    ...inputLimits.map((limit, n) => [SIGNAL.in1 + n, limit] as const),
  ];
  const shared = (node: number, own: number): number =>
    Math.min(own, ...limits.filter(([other]) => isSameLoop(node, other)).map(([, limit]) => limit));
  return {
    pids: pidLimits.map((limit, slot) => shared(slot, limit)),
    inputs: inputLimits.map((limit, channel) => shared(SIGNAL.in1 + channel, limit)),
    iir: shared(SIGNAL.iir, iirLimit),
  };
}

/** The outputs among `stepped`. */
export function steppedOutputs(stepped: Uint8Array): (0 | 1)[] {
  return ([0, 1] as const).filter((output) => stepped[OUTPUTS[output]] === 1);
}
