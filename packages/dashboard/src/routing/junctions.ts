import type { Point, Wire } from './routing-layout.ts';

/**
 * Where lines that carry the same branch: three or more pieces meet there. Lines that only cross carry different signals
 * and get no dot.
 */
export function junctionsOf(wires: readonly Wire[]): readonly Point[] {
  const dots = new Map<string, Point>();
  for (const wire of wires) {
    const together = wires.filter((other) => carrySame(wire, other));
    for (const corner of wire.points.slice(1, -1)) {
      const directions = new Set(together.flatMap(({ points }) => directionsAt(corner, points)));
      if (directions.size >= 3) dots.set(`${corner.x} ${corner.y}`, corner);
    }
  }
  return [...dots.values()];
}

function carrySame(
  { edge: one, points: [start] }: Wire,
  { edge: other, points: [otherStart] }: Wire,
): boolean {
  if (one.kind === 'drives' && other.kind === 'drives' && one.to === other.to) return true;
  return start !== undefined && start.x === otherStart?.x && start.y === otherStart.y;
}

/** In which directions a line goes on from a place. */
function directionsAt({ x, y }: Point, points: readonly Point[]): readonly string[] {
  return points.slice(1).flatMap((to, index) => {
    const from = points[index];
    if (from === undefined) return [];
    const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
    const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
    if (x < left || x > right || y < top || y > bottom) return [];
    const ways = { left: left < x, right: x < right, up: top < y, down: y < bottom };
    return Object.entries(ways).flatMap(([way, goes]) => (goes ? [way] : []));
  });
}
