import { effect } from '@preact/signals';
import type uPlot from 'uplot';
import { formatSi } from '../quantities/si.ts';
import { axisView, type CursorPair, type Cursors, steppedPosition, withPosition } from './cursors.ts';
import './cursors.css';

/** A pair of cursors, and the axis that it stands on. */
interface PairPlace {
  readonly pair: 'times' | 'voltages';
  readonly axis: 'x' | 'y';
  readonly name: string;
  readonly mark: string;
  readonly unit: string;
}

const PLACES: readonly PairPlace[] = [
  { pair: 'times', axis: 'x', name: 'Time cursor', mark: 't', unit: 's' },
  { pair: 'voltages', axis: 'y', name: 'Voltage cursor', mark: 'V', unit: 'V' },
];

/** Draws the cursors on a plot of traces with the scales `x` (s) and `y` (V), and lets them be dragged. */
export function cursorPlugin(cursors: Cursors): uPlot.Plugin {
  const handles: CursorHandle[] = [];
  let end: (() => void) | null = null;
  const place = (): void => {
    for (const handle of handles) handle.place();
  };
  return {
    hooks: {
      init: (plot) => {
        for (const where of PLACES)
          for (const which of [0, 1] as const) handles.push(new CursorHandle(cursors, plot, where, which));
        end = effect(place);
        cursors.plot.value = plot;
      },
      draw: place,
      destroy: (plot) => {
        end?.();
        for (const handle of handles.splice(0)) handle.remove();
        if (cursors.plot.value === plot) cursors.plot.value = null;
      },
    },
  };
}

/** One cursor: a line over the whole plot with a flag, which is a slider to keyboards and screen readers. */
class CursorHandle {
  readonly #cursors: Cursors;
  readonly #plot: uPlot;
  readonly #where: PairPlace;
  readonly #which: 0 | 1;
  readonly #line = document.createElement('div');
  /** What the line was placed by. */
  #placed = '';

  constructor(cursors: Cursors, plot: uPlot, where: PairPlace, which: 0 | 1) {
    this.#cursors = cursors;
    this.#plot = plot;
    this.#where = where;
    this.#which = which;
    const line = this.#line;
    line.className = `trace-cursor ${where.axis === 'x' ? 'upright' : 'level'}`;
    line.tabIndex = 0;
    line.role = 'slider';
    line.ariaLabel = `${where.name} ${which + 1}`;
    line.ariaOrientation = where.axis === 'x' ? 'horizontal' : 'vertical';
    const flag = document.createElement('span');
    flag.className = 'flag';
    flag.textContent = `${where.mark}${which + 1}`;
    line.append(flag);
    // The plot zooms by dragging; a cursor that is dragged must not.
    line.addEventListener('mousedown', (event) => event.stopPropagation());
    line.addEventListener('pointerdown', (event) => this.#grab(event));
    line.addEventListener('pointermove', (event) => this.#drag(event));
    line.addEventListener('keydown', (event) => this.#step(event));
    plot.over.append(line);
  }

  remove(): void {
    this.#line.remove();
  }

  /** Puts the line where its cursor is; at the edge if that is beyond what is shown, so that it can be fetched. */
  place(): void {
    const { axis, pair, unit } = this.#where;
    const position = this.#cursors[pair].value?.[this.#which];
    const view = axisView(this.#plot, axis);
    const line = this.#line;
    const { width, height } = this.#plot.bbox;
    const placed = [position, view?.min, view?.max, width, height].join();
    // Called for each trace, while hardly anything changes.
    if (placed === this.#placed) return;
    this.#placed = placed;
    line.hidden = position === undefined || view === null;
    if (position === undefined || view === null) return;
    const inside = Math.min(view.max, Math.max(view.min, position));
    const pixels = `${this.#plot.valToPos(inside, axis)}px`;
    if (axis === 'x') line.style.left = pixels;
    else line.style.top = pixels;
    line.classList.toggle('beyond', inside !== position);
    line.ariaValueMin = String(view.min);
    line.ariaValueMax = String(view.max);
    line.ariaValueNow = String(position);
    line.ariaValueText = formatSi(position, unit);
  }

  #grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.stopPropagation();
    this.#line.setPointerCapture(event.pointerId);
  }

  #drag(event: PointerEvent): void {
    if (!this.#line.hasPointerCapture(event.pointerId)) return;
    const { axis } = this.#where;
    const area = this.#plot.over.getBoundingClientRect();
    const length = axis === 'x' ? area.width : area.height;
    const pixels = axis === 'x' ? event.clientX - area.left : event.clientY - area.top;
    this.#move(this.#plot.posToVal(Math.min(length, Math.max(0, pixels)), axis));
  }

  #step(event: KeyboardEvent): void {
    const { axis, pair } = this.#where;
    const position = this.#cursors[pair].value?.[this.#which];
    const view = axisView(this.#plot, axis);
    if (position === undefined || view === null) return;
    const next = steppedPosition(position, event, view);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    this.#move(next);
  }

  #move(position: number): void {
    const { pair } = this.#where;
    const present: CursorPair | null = this.#cursors[pair].value;
    if (present !== null) this.#cursors[pair].value = withPosition(present, this.#which, position);
  }
}
