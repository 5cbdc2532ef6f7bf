import { effect, type ReadonlySignal } from '@preact/signals';
import type uPlot from 'uplot';
import { formatSi } from '../quantities/si.ts';
import { keyStep, roundLevel } from './trigger-level.ts';

/** The trigger as the plot shows it. */
export interface ShownTrigger {
  /** Level in V, and the channel it is compared with; null where the trigger source has no level. */
  readonly level: { readonly volts: number; readonly channel: 'ch1' | 'ch2' } | null;
  /** Whether the time of the trigger is a time of the plot. */
  readonly timed: boolean;
  /** Whether the level can be changed from here at present. */
  readonly steerable: boolean;
}

/** What moves the level of the trigger. */
export interface TriggerMover {
  /** The level while it moves. */
  move(volts: number): void;
  /** The level where it stays. */
  settle(volts: number): void;
}

/** Draws the level of the trigger with a handle to drag, and the time of the trigger. */
export function triggerMarks(shown: ReadonlySignal<ShownTrigger>, mover: TriggerMover): uPlot.Plugin {
  let marks: TriggerMarks | null = null;
  let end: (() => void) | null = null;
  return {
    hooks: {
      ready: (plot) => {
        const made = new TriggerMarks(plot, mover);
        end = effect(() => made.show(shown.value));
        marks = made;
      },
      draw: () => marks?.place(),
      destroy: () => {
        marks?.settle();
        end?.();
      },
    },
  };
}

class TriggerMarks {
  readonly #plot: uPlot;
  readonly #mover: TriggerMover;
  readonly #line = element('trigger-line');
  readonly #handle = element('trigger-handle');
  readonly #time = element('trigger-time');
  #shown: ShownTrigger = { level: null, timed: false, steerable: false };
  #placed = '';
  #timeAt: number | null = null;
  #dragged = false;
  /** Whether the level was moved, and not settled yet. */
  #moved = false;
  /** How far above the level the pointer took the handle, in CSS pixels. */
  #grip = 0;

  constructor(plot: uPlot, mover: TriggerMover) {
    this.#plot = plot;
    this.#mover = mover;
    const handle = this.#handle;
    handle.setAttribute('role', 'slider');
    handle.setAttribute('aria-label', 'Trigger level');
    handle.setAttribute('aria-orientation', 'vertical');
    this.#line.ariaHidden = 'true';
    this.#time.ariaHidden = 'true';
    plot.over.append(this.#line, handle, this.#time);
    handle.addEventListener('pointerdown', (event) => this.#take(event));
    handle.addEventListener('pointermove', (event) => this.#drag(event));
    handle.addEventListener('pointerup', () => this.settle());
    handle.addEventListener('pointercancel', () => this.settle());
    handle.addEventListener('keydown', (event) => this.#key(event));
    handle.addEventListener('keyup', () => this.settle());
    handle.addEventListener('blur', () => this.settle());
    // The plot underneath would begin to zoom.
    for (const type of ['mousedown', 'dblclick'] as const)
      handle.addEventListener(type, (event) => event.stopPropagation());
  }

  show(shown: ShownTrigger): void {
    this.#shown = shown;
    const { level, steerable } = shown;
    this.#handle.tabIndex = steerable ? 0 : -1;
    this.#handle.ariaDisabled = steerable ? 'false' : 'true';
    for (const part of [this.#line, this.#handle])
      for (const channel of ['ch1', 'ch2'] as const)
        part.classList.toggle(channel, level?.channel === channel);
    this.place();
  }

  /** Moves the marks to where they belong on the axes as they are. */
  place(): void {
    const { level, timed } = this.#shown;
    const range = this.#range();
    // There is no axis before the first trace.
    this.#line.hidden = range === null || level === null;
    this.#handle.hidden = range === null || level === null;
    this.#time.hidden = range === null || !timed;
    if (range === null) return;
    if (level !== null) this.#placeLevel(level.volts, range);
    if (timed) this.#placeTime();
  }

  #placeLevel(volts: number, { min: bottom, max: top }: { min: number; max: number }): void {
    const height = this.#plot.over.clientHeight;
    const y = this.#plot.valToPos(volts, 'y');
    // Once per frame, and mostly where it was: writing costs the browser more than drawing.
    const placed = `${volts} ${y} ${bottom} ${top} ${height}`;
    if (placed === this.#placed) return;
    this.#placed = placed;
    const inside = volts >= bottom && volts <= top;
    const where = inside ? '' : volts > top ? ', above the plot' : ', below the plot';
    const handle = this.#handle;
    this.#line.style.transform = `translateY(${y}px)`;
    this.#line.classList.toggle('outside', !inside);
    handle.style.transform = `translateY(${Math.min(height, Math.max(0, y))}px)`;
    handle.textContent = volts > top ? '▲' : volts < bottom ? '▼' : 'T';
    handle.ariaValueMin = bottom.toPrecision(4);
    handle.ariaValueMax = top.toPrecision(4);
    handle.ariaValueNow = volts.toPrecision(4);
    handle.ariaValueText = `${formatSi(volts, 'V', 4)}${where}`;
    handle.title = `Trigger level ${formatSi(volts, 'V', 4)}${where}: drag, or arrow keys`;
  }

  #placeTime(): void {
    const x = this.#plot.valToPos(0, 'x');
    if (x === this.#timeAt) return;
    this.#timeAt = x;
    const width = this.#plot.over.clientWidth;
    this.#time.style.transform = `translateX(${Math.min(width, Math.max(0, x))}px)`;
    this.#time.classList.toggle('outside', x < 0 || x > width);
    this.#time.dataset['mark'] = x < 0 ? '◀ T' : x > width ? 'T ▶' : 'T';
  }

  #range(): { min: number; max: number } | null {
    const { min, max } = this.#plot.scales['y'] ?? {};
    return typeof min === 'number' && typeof max === 'number' ? { min, max } : null;
  }

  #take(event: PointerEvent): void {
    const { level, steerable } = this.#shown;
    if (level === null || !steerable || event.button !== 0) return;
    this.#handle.setPointerCapture(event.pointerId);
    const handle = this.#handle.getBoundingClientRect();
    this.#grip = event.clientY - (handle.top + handle.height / 2);
    this.#dragged = true;
  }

  #drag(event: PointerEvent): void {
    if (!this.#dragged) return;
    const above = event.clientY - this.#grip - this.#plot.over.getBoundingClientRect().top;
    this.#moveTo(this.#plot.posToVal(above, 'y'));
  }

  #key(event: KeyboardEvent): void {
    const { level, steerable } = this.#shown;
    const range = this.#range();
    if (level === null || range === null || !steerable) return;
    const volts = keyStep(event.key, level.volts, range);
    if (volts === null) return;
    event.preventDefault();
    this.#moveTo(volts);
  }

  #moveTo(volts: number): void {
    const range = this.#range();
    if (range === null) return;
    const level = roundLevel(Math.min(range.max, Math.max(range.min, volts)), range);
    if (level === this.#shown.level?.volts) return;
    this.#moved = true;
    this.#mover.move(level);
  }

  /** The user let go of the level. */
  settle(): void {
    this.#dragged = false;
    const { level } = this.#shown;
    if (this.#moved && level !== null) this.#mover.settle(level.volts);
    this.#moved = false;
  }
}

function element(name: string): HTMLDivElement {
  const made = document.createElement('div');
  made.className = name;
  return made;
}
