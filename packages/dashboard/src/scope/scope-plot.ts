import type { NumericArray, ScopeTrace } from '@pyrpl-mux/client';
import uPlot from 'uplot';
import { formatSi } from '../quantities/si.ts';
import { themeColour } from '../theme/appearance.ts';
import { channelMarks } from './channel-marks.ts';
import { firmLines, LINE } from './firm-lines.ts';
import { divisions, type TimeRange } from './time-base.ts';
import { gridLines, type VoltRange } from './volt-range.ts';
import 'uplot/dist/uPlot.min.css';

/** What of a trace is shown, and how. */
export interface PlotView {
  readonly volts: VoltRange;
  /** Times in s from the trigger; null for the whole trace. */
  readonly zoom: TimeRange | null;
  /** Which channels are shown. */
  readonly channels: readonly [boolean, boolean];
}

/** What a plot needs. */
export interface ScopePlotOptions {
  readonly plugins: readonly uPlot.Plugin[];
  /** A part of the time was chosen with the pointer; null for all of it again. */
  readonly onZoom: (range: TimeRange | null) => void;
}

const FONT = '12px system-ui, "Segoe UI", sans-serif';

/** CSS pixels between the labels of the time axis, at least. */
const LABEL_SPACE = 78;

/** CSS pixels beside the plotting area, where the handle of the trigger level is. */
const GUTTER = 30;

/** Draws traces: both channels in V over the time in s, as large as its host. */
export class ScopePlot {
  readonly #plot: uPlot;
  readonly #host: HTMLElement;
  readonly #resizing: ResizeObserver;
  #times = new Float64Array();
  #spacing: { readonly start: number; readonly step: number } | null = null;
  #view: PlotView | null = null;

  constructor(host: HTMLElement, { plugins, onZoom }: ScopePlotOptions) {
    this.#host = host;
    const colours = [themeColour('--ch1'), themeColour('--ch2')] as const;
    const lines = firmLines(colours);
    this.#plot = new uPlot(
      {
        ...this.#size(),
        padding: [18, GUTTER, 0, 0],
        legend: { show: false },
        cursor: { points: { show: false }, drag: { x: true, y: false, setScale: false, dist: 5 } },
        scales: { x: { time: false, auto: false }, y: { auto: false } },
        series: [
          {},
          ...colours.map((stroke) => ({ stroke, width: LINE, points: { show: false }, paths: lines.paths })),
        ],
        axes: [
          {
            ...axisLines(),
            space: LABEL_SPACE,
            splits: (plot, axis, min, max, increment, space) =>
              this.#view?.zoom === null
                ? divisions(min, max)
                : roundSplits(plot, axis, min, max, increment, space),
            values: (plot, splits) => timeLabels(plot, splits),
          },
          {
            ...axisLines(),
            size: 70,
            splits: () => (this.#view === null ? [] : gridLines(this.#view.volts)),
            values: (_plot, splits) => splits.map((volts) => formatSi(volts, 'V', 3)),
          },
        ],
        hooks: {
          setSelect: [
            (plot) => {
              const { left, width } = plot.select;
              if (width === 0) return;
              onZoom([plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]);
              plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            },
          ],
        },
        plugins: [lines.plugin, channelMarks(colours), ...plugins],
      },
      [[], [], []],
      host,
    );
    this.#plot.over.addEventListener('dblclick', () => onZoom(null));
    this.#plot.ctx.canvas.setAttribute('role', 'img');
    this.#resizing = new ResizeObserver(() => this.#plot.setSize(this.#size()));
    this.#resizing.observe(host);
  }

  /** Draws a trace at once, in the place of the one before. */
  draw(trace: ScopeTrace, view: PlotView): void {
    this.#view = view;
    const [first, second] = trace.voltage;
    const times = this.#timesOf(trace);
    const plot = this.#plot;
    const [start, end] = view.zoom ?? [times[0] ?? 0, times.at(-1) ?? 1];
    plot.batch(() => {
      plot.setData([times, drawable(first), drawable(second)], false);
      for (const [channel, show] of view.channels.entries())
        if (plot.series[channel + 1]?.show !== show) plot.setSeries(channel + 1, { show });
      plot.setScale('y', { min: view.volts.min, max: view.volts.max });
      plot.setScale('x', { min: start, max: end });
    });
  }

  /** @param text - what is shown, for people who don't see it */
  describe(text: string): void {
    this.#plot.ctx.canvas.setAttribute('aria-label', text);
  }

  destroy(): void {
    this.#resizing.disconnect();
    this.#plot.destroy();
  }

  #size(): { width: number; height: number } {
    return { width: Math.max(this.#host.clientWidth, 120), height: Math.max(this.#host.clientHeight, 120) };
  }

  /** Times of the values; the same array until they change. */
  #timesOf({ time_start: start, time_step: step, voltage }: ScopeTrace): Float64Array {
    const { length } = voltage[0];
    if (this.#times.length !== length) this.#times = new Float64Array(length);
    else if (this.#spacing?.start === start && this.#spacing.step === step) return this.#times;
    for (let k = 0; k < length; k++) this.#times[k] = start + k * step;
    this.#spacing = { start, step };
    return this.#times;
  }
}

function drawable(values: NumericArray): uPlot.TypedArray {
  return ArrayBuffer.isView(values) ? values : Float32Array.from(values);
}

function axisLines(): Pick<uPlot.Axis, 'border' | 'font' | 'grid' | 'stroke' | 'ticks'> {
  const line = { stroke: themeColour('--grid'), width: 1 };
  return { stroke: themeColour('--muted'), font: FONT, grid: line, ticks: line, border: line };
}

/** Lines at round times, for a part of a trace. */
function roundSplits(
  _plot: uPlot,
  _axis: number,
  min: number,
  max: number,
  increment: number,
  _space: number,
): number[] {
  return gridLines({ min, max, step: increment });
}

/** Labels as far apart as they can be read. */
function timeLabels(plot: uPlot, splits: number[]): (string | null)[] {
  const [first = 0, second = 1] = splits;
  const apart = Math.abs(plot.valToPos(second, 'x') - plot.valToPos(first, 'x'));
  const every = apart > 0 ? Math.ceil(LABEL_SPACE / apart) : 1;
  const trigger = splits.findIndex((time) => Math.abs(time) < (second - first) / 2);
  const labelled = trigger < 0 ? Math.floor(splits.length / 2) : trigger;
  // The sample that is nearest to the trigger is not exactly at 0.
  const grid = (second - first) / 100;
  return splits.map((time, line) =>
    (line - labelled) % every === 0 ? formatSi(Math.round(time / grid) * grid, 's', 3) : null,
  );
}
