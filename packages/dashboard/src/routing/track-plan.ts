import type { NodeName, NodeRank, Routing, RoutingEdge } from './routing-model.ts';

/** Which lines run in which gap of the picture, in the order of their places. A net is one signal, or one output's sum. */
export class TrackPlan {
  /** Between inputs and modules, from left to right. */
  readonly left: readonly string[];
  /** Between modules and sinks, from left to right. */
  readonly right: readonly string[];
  /** Above the modules, from top to bottom. */
  readonly above: readonly string[];
  /** Below the modules, from top to bottom. */
  readonly below: readonly string[];

  constructor({ nodes, edges }: Routing) {
    const ranks = new Map(nodes.map(({ name, rank }) => [name, rank]));
    const where = edges.map((edge) => ({ net: this.netOf(edge), ...placesOf(edge, ranks) }));
    const nets = (chosen: (place: (typeof where)[number]) => boolean): readonly string[] => [
      ...new Set(where.filter(chosen).map(({ net }) => net)),
    ];
    this.left = nets(({ left }) => left);
    this.right = nets(({ right }) => right);
    this.above = nets(({ above }) => above);
    this.below = nets(({ below }) => below);
  }

  /** The net that an edge is part of. */
  netOf(edge: RoutingEdge): string {
    return edge.kind === 'drives' ? `sum of ${edge.to}` : edge.signal;
  }
}

interface Places {
  readonly left: boolean;
  readonly right: boolean;
  readonly above: boolean;
  readonly below: boolean;
}

function placesOf({ from, to }: RoutingEdge, ranks: ReadonlyMap<NodeName, NodeRank>): Places {
  const fromInput = ranks.get(from) === 'input';
  const toModule = ranks.get(to) === 'module';
  return {
    left: fromInput || toModule,
    right: !fromInput || !toModule,
    above: fromInput && !toModule,
    below: !fromInput && toModule,
  };
}
