import uPlot from 'uplot';
import { formatSi } from '../quantities/si.ts';
import { themeColour } from '../theme/appearance.ts';
import { decibelVolts } from './spectrum.ts';
import type { Spectra } from './spectrum-follower.ts';
import { type SpectrumUnit, spectrumRange } from './spectrum-scale.ts';
import 'uplot/dist/uPlot.min.css';

/** How a spectrum is drawn. */
export interface SpectrumPlotOptions {
  readonly unit: SpectrumUnit;
  readonly logarithmic: boolean;
}

/** What the spectra have at one frequency. */
export interface SpectrumPoint {
  /** Hz */
  readonly frequency: number;
  /** In the unit that is shown. */
  readonly levels: readonly [number, number];
}

const FONT = '12px system-ui, "Segoe UI", sans-serif';
/** CSS pixels. */
const HEIGHT = 260;

/** Draws the spectra of both channels, as wide as its host. */
export class SpectrumPlot {
  readonly #options: SpectrumPlotOptions;
  readonly #plot: uPlot;
  readonly #resizing: ResizeObserver;
  #range: [number, number] = [1e-9, 1];

  /** @param onPoint - told what is under the pointer; null where nothing is */
  constructor(
    host: HTMLElement,
    options: SpectrumPlotOptions,
    onPoint: (point: SpectrumPoint | null) => void,
  ) {
    const { unit, logarithmic } = options;
    this.#options = options;
    const size = (): uPlot.Options => ({ ...this.#frame(host), series: [] });
    const line = { stroke: themeColour('--grid'), width: 1 };
    const axis = { stroke: themeColour('--muted'), font: FONT, grid: line, ticks: line };
    const series = { width: 1, points: { show: false } };
    this.#plot = new uPlot(
      {
        ...size(),
        legend: { show: false },
        cursor: { points: { show: false }, drag: { x: true, y: false } },
        scales: {
          x: { time: false, distr: logarithmic ? 3 : 1 },
          y: { distr: unit === 'dBV' ? 1 : 3, range: () => this.#range },
        },
        series: [
          {},
          { ...series, stroke: themeColour('--ch1') },
          { ...series, stroke: themeColour('--ch2') },
        ],
        axes: [
          {
            ...axis,
            values: (_plot, splits: (number | null)[]) =>
              splits.map((hertz) => (hertz === null ? '' : formatSi(hertz, 'Hz', 3))),
          },
          {
            ...axis,
            size: 92,
            values: (_plot, splits: (number | null)[]) =>
              splits.map((level) => (level === null ? '' : formatSi(level, unit, 3))),
          },
        ],
        hooks: {
          setCursor: [
            (plot) => {
              const index = plot.cursor.idx;
              const [frequencies, first, second] = plot.data;
              const frequency = index == null ? null : frequencies?.[index];
              onPoint(
                index == null || frequency == null
                  ? null
                  : { frequency, levels: [first?.[index] ?? 0, second?.[index] ?? 0] },
              );
            },
          ],
        },
      },
      [[], [], []],
      host,
    );
    this.#plot.ctx.canvas.setAttribute('role', 'img');
    this.#plot.ctx.canvas.setAttribute('aria-label', 'Spectrum of both channels');
    this.#resizing = new ResizeObserver(() => this.#plot.setSize(this.#frame(host)));
    this.#resizing.observe(host);
  }

  /** Draws in the place of what was drawn before; a part that was zoomed in to stays. */
  draw(spectra: Spectra): void {
    const { unit, logarithmic } = this.#options;
    // Zero has no place on a logarithmic axis.
    const from = logarithmic ? 1 : 0;
    const levels = spectra.map((spectrum) =>
      (unit === 'dBV' ? spectrum.amplitudes().map(decibelVolts) : spectrum.densities()).subarray(from),
    );
    const frequencies = spectra[0].frequencies.subarray(from);
    const { min, max } = this.#plot.scales['x'] ?? {};
    const before = this.#plot.data[0];
    const zoomed =
      before.length === frequencies.length &&
      before.at(-1) === frequencies.at(-1) &&
      min != null &&
      max != null &&
      (min !== frequencies[0] || max !== frequencies.at(-1));
    const [low, high] = spectrumRange(levels, unit);
    this.#range = [low, high];
    this.#plot.batch(() => {
      this.#plot.setData([frequencies, ...levels], !zoomed);
      if (zoomed) this.#plot.setScale('x', { min, max });
    });
  }

  destroy(): void {
    this.#resizing.disconnect();
    this.#plot.destroy();
  }

  #frame(host: HTMLElement): { width: number; height: number } {
    return { width: Math.max(host.clientWidth, 120), height: HEIGHT };
  }
}
