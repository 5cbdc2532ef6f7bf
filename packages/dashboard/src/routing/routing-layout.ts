import type { NodeName, NodeRank, Routing, RoutingEdge, RoutingNode } from './routing-model.ts';
import { TrackPlan } from './track-plan.ts';

/** A place in the picture, in its own units, from its top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a node stands. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A line: from the edge of one box to the edge of another, in horizontal and vertical pieces. */
export interface Wire {
  readonly edge: RoutingEdge;
  readonly points: readonly Point[];
}

/** The whole picture. */
export interface RoutingLayout {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<NodeName, Box>;
  readonly wires: readonly Wire[];
}

const PITCH = 60;
const HEIGHT = 48;
const WIDTHS: Readonly<Record<NodeRank, number>> = { input: 104, module: 268, sink: 140 };

/** Rows of the nodes beside the modules, in pitches from the first module. */
const ROWS: Readonly<Partial<Record<NodeName, number>>> = {
  in1: 2.5,
  in2: 6.5,
  out1: 1.5,
  out2: 3.5,
  scope1: 5.5,
  scope2: 6.5,
  pwm0: 7.5,
  pwm1: 8.5,
};

/**
 * Heights at which lines meet a box. They differ, and the boxes beside the modules are half a pitch lower, so that no
 * two lines run in the same row of a gap between columns, and dots stand apart from lines that only cross.
 */
const PORTS = { in: 24, signal: 12, second: 22, direct: 36 } as const;

/** Between lines that run side by side. */
const TRACK = 10;
/** From a box to the first line beside it: arrowheads fit in. */
const MARGIN = 22;

/**
 * Places the nodes in three columns (inputs, modules, sinks) and draws the lines in the gaps between them. A signal has one
 * line in each gap, from which its readers branch off; those that must pass the column of modules do so above it on the way
 * from left to right, and below it on the way back.
 */
export function layoutOf(routing: Routing): RoutingLayout {
  const plan = new TrackPlan(routing);
  const gap = (tracks: number): number => 2 * MARGIN + Math.max(0, tracks - 1) * TRACK;
  const columns: Readonly<Record<NodeRank, number>> = {
    input: 0,
    module: WIDTHS.input + gap(plan.left.length),
    sink: WIDTHS.input + gap(plan.left.length) + WIDTHS.module + gap(plan.right.length),
  };
  const top = plan.above.length === 0 ? 0 : plan.above.length * TRACK + 6;
  const modules = routing.nodes.filter(({ rank }) => rank === 'module');
  const bottom = top + modules.length * PITCH - (PITCH - HEIGHT);
  const boxOf = ({ name, rank }: RoutingNode): Box => {
    const row = ROWS[name] ?? modules.findIndex((module) => module.name === name);
    return { x: columns[rank], y: top + row * PITCH, width: WIDTHS[rank], height: HEIGHT };
  };
  const boxes = new Map(routing.nodes.map((node) => [node.name, boxOf(node)]));
  const ranks = new Map(routing.nodes.map(({ name, rank }) => [name, rank]));
  const track = (tracks: readonly string[], net: string, first: number): number =>
    first + tracks.indexOf(net) * TRACK;

  const wires = routing.edges.map((edge): Wire => {
    const from = boxes.get(edge.from);
    const to = boxes.get(edge.to);
    if (from === undefined || to === undefined) return { edge, points: [] };
    const net = plan.netOf(edge);
    const left = track(plan.left, net, WIDTHS.input + MARGIN);
    const right = track(plan.right, net, columns.module + WIDTHS.module + MARGIN);
    const above = track(plan.above, net, TRACK / 2);
    const below = track(plan.below, net, bottom + TRACK + 6);
    const start = exitOf(edge, from, ranks.get(edge.from));
    const end = { x: to.x, y: to.y + (edge.kind === 'drives' ? PORTS.signal : PORTS.in) };
    const firstTrack = ranks.get(edge.from) === 'input' ? left : right;
    const lastTrack = ranks.get(edge.to) === 'module' ? left : right;
    if (firstTrack === lastTrack) return { edge, points: [start, ...turn(firstTrack, start.y, end.y), end] };
    const passage = lastTrack === right ? above : below;
    return {
      edge,
      points: [start, ...turn(firstTrack, start.y, passage), ...turn(lastTrack, passage, end.y), end],
    };
  });
  return {
    width: columns.sink + WIDTHS.sink,
    height: bottom + (plan.below.length === 0 ? 0 : plan.below.length * TRACK + 12),
    boxes,
    wires,
  };
}

/** Where a line leaves its box: outputs are read at their left, everything else at its right. */
function exitOf(edge: RoutingEdge, box: Box, rank: NodeRank | undefined): Point {
  if (rank === 'sink') return { x: box.x, y: box.y + PORTS.direct };
  const right = box.x + box.width;
  if (rank === 'input') return { x: right, y: box.y + PORTS.in };
  if (edge.kind === 'drives') return { x: right, y: box.y + PORTS.direct };
  return { x: right, y: box.y + (edge.signal === 'iq2_2' ? PORTS.second : PORTS.signal) };
}

function turn(x: number, from: number, to: number): readonly Point[] {
  return [
    { x, y: from },
    { x, y: to },
  ];
}
