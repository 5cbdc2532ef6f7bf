import { type Signal, signal } from '@preact/signals';
import type uPlot from 'uplot';

/** A pair of positions on one axis. */
export type CursorPair = readonly [number, number];

/** The part of an axis that is shown. */
export interface AxisView {
  readonly min: number;
  readonly max: number;
}

/** Positions of the cursors on the scope; null while a pair is hidden. */
export class Cursors {
  /** Two times in s, seen from the trigger. */
  readonly times: Signal<CursorPair | null> = signal(null);
  /** Two voltages in V. */
  readonly voltages: Signal<CursorPair | null> = signal(null);
  /** The plot that they stand on; null while there is none. */
  readonly plot: Signal<uPlot | null> = signal(null);

  /** Shows a pair at a third and two thirds of what the plot shows, or hides it; before there is a plot it stays hidden. */
  toggle(pair: 'times' | 'voltages'): void {
    const view = axisView(this.plot.value, pair === 'times' ? 'x' : 'y');
    this[pair].value = this[pair].value !== null || view === null ? null : thirds(view);
  }
}

function thirds({ min, max }: AxisView): CursorPair {
  return [min + (max - min) / 3, min + (2 * (max - min)) / 3];
}

/** What a plot shows along one axis; null before it has data. */
export function axisView(plot: uPlot | null, axis: 'x' | 'y'): AxisView | null {
  const { min, max } = plot?.scales[axis] ?? {};
  return min == null || max == null ? null : { min, max };
}

/** A pair with the position of one of its cursors replaced. */
export function withPosition(pair: CursorPair, which: 0 | 1, position: number): CursorPair {
  return which === 0 ? [position, pair[1]] : [pair[0], position];
}

/**
 * Where a key moves a cursor, as a slider does: arrows by a hundredth of what is shown (with Shift by a thousandth), the page
 * keys by a tenth, Home and End to its ends. It stays within what is shown.
 *
 * @returns null for any other key
 */
export function steppedPosition(
  position: number,
  { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean },
  { min, max }: AxisView,
): number | null {
  const span = max - min;
  const step = shiftKey ? span / 1000 : span / 100;
  const moved = (by: number): number => Math.min(max, Math.max(min, position + by));
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return moved(step);
    case 'ArrowLeft':
    case 'ArrowDown':
      return moved(-step);
    case 'PageUp':
      return moved(span / 10);
    case 'PageDown':
      return moved(-span / 10);
    case 'Home':
      return min;
    case 'End':
      return max;
    default:
      return null;
  }
}
