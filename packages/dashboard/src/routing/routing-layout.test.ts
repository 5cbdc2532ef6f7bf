import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, layoutOf, type Point, type RoutingLayout } from './routing-layout.ts';
import { type RoutingEdge, routingOf } from './routing-model.ts';
import { snapshots } from './testing/snapshots.ts';

const layouts = snapshots.map((snapshot) => layoutOf(routingOf(snapshot)));

interface Piece {
  readonly edge: RoutingEdge;
  readonly from: Point;
  readonly to: Point;
}

function piecesOf({ wires }: RoutingLayout): readonly Piece[] {
  return wires.flatMap(({ edge, points }) =>
    points.slice(1).flatMap((to, index) => {
      const from = points[index];
      return from === undefined ? [] : [{ edge, from, to }];
    }),
  );
}

const span = (a: number, b: number): readonly [number, number] => [Math.min(a, b), Math.max(a, b)];

/** Whether two ranges have more than a point in common. */
function overlap([a, b]: readonly [number, number], [c, d]: readonly [number, number]): boolean {
  return Math.max(a, c) < Math.min(b, d);
}

/** Whether two lines carry the same: one signal, one sum, or one direct output on its way to two sums. */
function same(one: RoutingEdge, other: RoutingEdge): boolean {
  if (one.kind === 'drives' && other.kind === 'drives') return one.to === other.to || one.from === other.from;
  return one.kind === 'reads' && other.kind === 'reads' && one.signal === other.signal;
}

const isOnEdge = ({ x, y }: Point, box: Box | undefined): boolean =>
  box !== undefined && (x === box.x || x === box.x + box.width) && y > box.y && y < box.y + box.height;

describe('layoutOf', () => {
  it('puts no box on another, and all within the picture', () => {
    fc.assert(
      fc.property(layouts, ({ boxes, width, height }) => {
        const all = [...boxes.values()];
        for (const [index, box] of all.entries()) {
          expect(box.x >= 0 && box.y >= 0).toBe(true);
          expect(box.x + box.width <= width && box.y + box.height <= height).toBe(true);
          for (const other of all.slice(index + 1)) {
            const columns = overlap([box.x, box.x + box.width], [other.x, other.x + other.width]);
            const rows = overlap([box.y, box.y + box.height], [other.y, other.y + other.height]);
            expect(columns && rows).toBe(false);
          }
        }
      }),
    );
  });

  it('begins and ends each line at the edge of its boxes', () => {
    fc.assert(
      fc.property(layouts, ({ boxes, wires }) => {
        for (const { edge, points } of wires) {
          const [first] = points;
          const last = points.at(-1);
          expect(first !== undefined && isOnEdge(first, boxes.get(edge.from))).toBe(true);
          expect(last !== undefined && isOnEdge(last, boxes.get(edge.to))).toBe(true);
        }
      }),
    );
  });

  it('draws lines within the picture, across or down, and through no box', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const boxes = [...layout.boxes.values()];
        const within = ({ x, y }: Point) => x >= 0 && y >= 0 && x <= layout.width && y <= layout.height;
        const wrong = piecesOf(layout).filter(({ from, to }) => {
          if (from.x !== to.x && from.y !== to.y) return true;
          if (!within(from) || !within(to)) return true;
          return boxes.some(({ x, y, width, height }) =>
            from.y === to.y
              ? from.y > y && from.y < y + height && overlap(span(from.x, to.x), [x, x + width])
              : from.x > x && from.x < x + width && overlap(span(from.y, to.y), [y, y + height]),
          );
        });
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('lets no two lines run on top of each other unless they carry the same', () => {
    fc.assert(
      fc.property(layouts, (layout) => {
        const pieces = piecesOf(layout);
        const together = ({ from, to }: Piece, other: Piece): boolean =>
          from.y === to.y
            ? other.from.y === from.y &&
              other.to.y === from.y &&
              overlap(span(from.x, to.x), span(other.from.x, other.to.x))
            : other.from.x === from.x &&
              other.to.x === from.x &&
              overlap(span(from.y, to.y), span(other.from.y, other.to.y));
        const wrong = pieces.flatMap((one, index) =>
          pieces.slice(index + 1).filter((other) => !same(one.edge, other.edge) && together(one, other)),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });
});
