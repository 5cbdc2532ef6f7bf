import { DRIVING_MODULES, type ModuleSettings } from '@pyrpl-mux/client';
import type { BoardSnapshot } from '../board/board-snapshot.ts';
import { type Direct, type Driver, drives, OUTPUT_NAMES, type OutputName } from '../outputs/output-drive.ts';

/** A signal of the board's routing. */
export type SignalName = ModuleSettings['pid0']['input'];

/** Something that only reads: a channel of the scope, or a slow output. */
export type Reader = 'pwm0' | 'pwm1' | 'scope1' | 'scope2';

/** An analog input. */
export type InputName = 'in1' | 'in2';

/** Everything that the picture shows. */
export type NodeName = Driver | InputName | OutputName | Reader;

/** Where a node stands, from left to right along the way of a signal. */
export type NodeRank = 'input' | 'module' | 'sink';

/** One part of the board in the picture. */
export interface RoutingNode {
  readonly name: NodeName;
  readonly rank: NodeRank;
  /** What it reads; null where it has no input, or nothing is known of it. */
  readonly reads: SignalName | null;
  /** Where its output goes; null where it has none, or nothing is known of it. */
  readonly direct: Direct | null;
  /** Whether nothing that it does is of any effect: no output, and nobody reads it. */
  readonly idle: boolean;
}

/** A line of the picture: `reads` takes a signal to whoever reads it, `drives` adds to an output's sum. */
export type RoutingEdge =
  | { readonly kind: 'reads'; readonly from: NodeName; readonly to: NodeName; readonly signal: SignalName }
  | { readonly kind: 'drives'; readonly from: Driver; readonly to: OutputName };

/** Who reads what, and what sums into the outputs. */
export interface Routing {
  readonly nodes: readonly RoutingNode[];
  readonly edges: readonly RoutingEdge[];
}

const INPUTS = ['in1', 'in2'] as const satisfies readonly InputName[];
const READERS = ['scope1', 'scope2', 'pwm0', 'pwm1'] as const satisfies readonly Reader[];

/** Whose signal it is; null for constant zero. */
export function sourceOf(signal: SignalName): NodeName | null {
  if (signal === 'off') return null;
  return signal === 'iq2_2' ? 'iq2' : signal;
}

/** The routing that the settings make. */
export function routingOf(snapshot: BoardSnapshot): Routing {
  const readers: readonly (Driver | Reader)[] = [...DRIVING_MODULES, ...READERS];
  const reading = readers.flatMap((to): RoutingEdge[] => {
    const signal = readBy(snapshot, to);
    const from = signal === null ? null : sourceOf(signal);
    return signal === null || from === null ? [] : [{ kind: 'reads', from, to, signal }];
  });
  const driving = DRIVING_MODULES.flatMap((from): RoutingEdge[] =>
    OUTPUT_NAMES.flatMap((to) =>
      drives(snapshot[from]?.output_direct ?? 'off', to) ? [{ kind: 'drives', from, to }] : [],
    ),
  );
  const useful = usefulNodes(reading, driving);
  const node = (name: NodeName, rank: NodeRank): RoutingNode => ({
    name,
    rank,
    reads: isReader(name) ? readBy(snapshot, name) : null,
    direct: isDriver(name) ? (snapshot[name]?.output_direct ?? null) : null,
    idle: !useful.has(name),
  });
  return {
    nodes: [
      ...INPUTS.map((name) => node(name, 'input')),
      ...DRIVING_MODULES.map((name) => node(name, 'module')),
      ...OUTPUT_NAMES.map((name) => node(name, 'sink')),
      ...READERS.map((name) => node(name, 'sink')),
    ],
    edges: [...reading, ...driving],
  };
}

/** Whether a node can drive the outputs. */
export function isDriver(name: NodeName): name is Driver {
  return DRIVING_MODULES.some((driver) => driver === name);
}

function isReader(name: NodeName): name is Driver | Reader {
  return isDriver(name) || READERS.some((reader) => reader === name);
}

function readBy(snapshot: BoardSnapshot, name: Driver | Reader): SignalName | null {
  switch (name) {
    case 'asg0':
    case 'asg1':
      return null;
    case 'scope1':
      return snapshot.scope?.input1 ?? null;
    case 'scope2':
      return snapshot.scope?.input2 ?? null;
    case 'pid0':
    case 'pid1':
    case 'pid2':
    case 'iq0':
    case 'iq1':
    case 'iq2':
    case 'iir':
    case 'trig':
    case 'pwm0':
    case 'pwm1':
      return snapshot[name]?.input ?? null;
  }
}

/** What acts on an output, or is read by something that does or that shows it. */
function usefulNodes(
  reading: readonly RoutingEdge[],
  driving: readonly RoutingEdge[],
): ReadonlySet<NodeName> {
  const useful = new Set<NodeName>(OUTPUT_NAMES);
  const readerInUse = reading.filter(({ to }) => !isDriver(to)).map(({ to }) => to);
  const waiting: NodeName[] = [...driving.map(({ from }) => from), ...readerInUse];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (useful.has(name)) continue;
    useful.add(name);
    waiting.push(...reading.filter(({ to }) => to === name).map(({ from }) => from));
  }
  return useful;
}
