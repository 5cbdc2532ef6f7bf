import { cyclePeriod } from '../dsp/fixed-point.ts';
import { pidStrideLimit } from '../dsp/pid.ts';
import type { PlantElement } from '../dsp/plant.ts';
import { type Routing, SIGNAL } from './dsp.ts';
import type { InputChannel } from './input-channel.ts';
import { directNode, IQ_DIRECT, NODES, type Sources } from './matrix.ts';

const OUTPUTS = [SIGNAL.out1, SIGNAL.out2] as const;
const UNLIMITED = 2 ** 30;

/** Which nodes feed `node`, apart from the memory in it. */
function feeders(node: number, routing: Routing, { pids, iqs, inputs }: Sources): number[] {
  const pid = pids[node];
  if (pid !== undefined) return [routing.inputs[node] ?? SIGNAL.off];
  const input = inputs[node - SIGNAL.in1];
  if (input !== undefined) {
    if (routing.digitalLoop) return [node - SIGNAL.in1 + SIGNAL.out1];
    return input.output === undefined ? [] : [SIGNAL.out1 + input.output];
  }
  if (iqs[node - SIGNAL.iq0]?.signal === 'direct') return [node - SIGNAL.iq0 + IQ_DIRECT];
  const output = node - SIGNAL.out1;
  if (output !== 0 && output !== 1) return [];
  return routing.outputs.flatMap((bits, slot) => (((bits >> output) & 1) === 1 ? [directNode(slot)] : []));
}

function remembers(node: number, routing: Routing, { pids, iqs, inputs }: Sources): boolean {
  const pid = pids[node];
  if (pid !== undefined) return !pid.isMemoryless || pids[1 - node]?.block.settings.differential === true;
  const input = inputs[node - SIGNAL.in1];
  if (input !== undefined) return !input.isFeedForward && !routing.digitalLoop;
  if (node === SIGNAL.iq2Second) return iqs[2]?.isSecondZero === false;
  if (iqs[node - IQ_DIRECT]?.isCarrier === false) return true;
  return iqs[node - SIGNAL.iq0]?.signal === 'stepped';
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
    if (element.kind === 'resonance') rate = Math.max(rate, 10 * element.frequency * cyclePeriod);
  }
  return rate;
}

/** How many cycles each block of a feedback loop may take in one leap without making the loop unstable. */
export interface StrideLimits {
  /** By PID module. */
  readonly pids: readonly number[];
  /** By input. */
  readonly inputs: readonly number[];
}

/** Works out the stride limits from the gain around every loop. */
export function strideLimits(routing: Routing, sources: Sources): StrideLimits {
  const { pids, inputs } = sources;
  const gain = (node: number): number => {
    const settings = pids[node]?.block.settings;
    if (settings !== undefined) {
      return Math.max(Math.abs(settings.p) / 4096, settings.i === 0 ? 0 : 1);
    }
    const input = inputs[node - SIGNAL.in1];
    return input === undefined || routing.digitalLoop ? 1 : product(input);
  };
  const product = (input: InputChannel): number => input.elements.reduce((g, e) => g * steepness(e), 1);
  /** Sum of the gains of all ways from `target` backwards to itself, without its own gain. */
  const around = (target: number, node: number, visited: readonly number[]): number => {
    let total = 0;
    for (const feeder of feeders(node, routing, sources)) {
      if (feeder === target) total += 1;
      else if (!visited.includes(feeder))
        total += gain(feeder) * around(target, feeder, [...visited, feeder]);
    }
    return total;
  };
  return {
    pids: pids.map((pid, slot) => pidStrideLimit(pid.block.settings.i, around(slot, slot, [slot]))),
    inputs: inputs.map((input, channel) => {
      const node = SIGNAL.in1 + channel;
      const loop = gain(node) * around(node, node, [node]);
      const rate = fastestRate(input.elements);
      if (loop === 0 || rate === 0) return UNLIMITED;
      return Math.max(1, Math.floor(0.5 / (rate * (1 + loop))));
    }),
  };
}

/** The outputs among `stepped`. */
export function steppedOutputs(stepped: Uint8Array): (0 | 1)[] {
  return ([0, 1] as const).filter((output) => stepped[OUTPUTS[output]] === 1);
}
