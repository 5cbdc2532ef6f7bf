import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { formatSi } from '../quantities/si.ts';
import { appearance } from '../theme/appearance.ts';
import { decibelVolts } from './spectrum.ts';
import { type Spectra, SpectrumFollower } from './spectrum-follower.ts';
import { SpectrumPlot, type SpectrumPoint } from './spectrum-plot.ts';
import { SPECTRUM_UNITS, type SpectrumUnit } from './spectrum-scale.ts';
import { WINDOWS, type WindowName } from './windows.ts';

/** Milliseconds between two drawings: a spectrum is read, not watched like a trace. */
const PACE = 100;

const WINDOW_NAMES: { readonly [Name in WindowName]: string } = {
  hann: 'Hann',
  'blackman-harris': 'Blackman-Harris',
  'flat-top': 'Flat top',
  rectangular: 'Rectangular',
};

const UNIT_NOTES: { readonly [Unit in SpectrumUnit]: string } = {
  dBV: '0 dBV is a sine of 1 V rms.',
  'V/√Hz': 'The spectral density of noise.',
};

const AVERAGES = [1, 4, 16, 64, 256] as const;

/** What stands below the plot. */
interface Summary {
  readonly traces: number;
  readonly resolution: number;
  readonly noiseBandwidth: number;
  readonly peaks: readonly string[];
}

/** The spectrum of the shown traces, with what can be chosen of it. */
export function SpectrumView(): JSX.Element {
  const { scope } = useDashboard();
  const id = useId();
  const host = useRef<HTMLDivElement>(null);
  const [window, setWindow] = useState<WindowName>('hann');
  const [averages, setAverages] = useState<number>(16);
  const [unit, setUnit] = useState<SpectrumUnit>('dBV');
  const [logarithmic, setLogarithmic] = useState(false);
  const [summary, setSummary] = useState<Summary | null>(null);
  const [point, setPoint] = useState<SpectrumPoint | null>(null);
  const [follower] = useState(() => new SpectrumFollower());
  const look = appearance.value;

  useEffect(() => {
    const { current } = host;
    if (current === null) return;
    // The colours are those of this look.
    void look;
    const plot = new SpectrumPlot(current, { unit, logarithmic }, setPoint);
    let newest: Spectra | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      timer = undefined;
      if (newest !== null) plot.draw(newest);
      setSummary(newest === null ? null : summaryOf(newest));
    };
    const end = effect(() => {
      const trace = scope.trace.value;
      newest = trace === null ? null : follower.take(trace, { window, averages });
      timer ??= setTimeout(draw, PACE);
    });
    return () => {
      end();
      clearTimeout(timer);
      plot.destroy();
    };
  }, [scope, follower, window, averages, unit, logarithmic, look]);

  return (
    <>
      <div class="spectrum-choices">
        <div class="field">
          <label for={`${id}-window`}>Window</label>
          <select
            id={`${id}-window`}
            title="Hann for most, Blackman-Harris for weak signals beside strong ones, flat top for the height of peaks"
            value={window}
            onChange={({ currentTarget }) =>
              setWindow(WINDOWS.find((one) => one === currentTarget.value) ?? 'hann')
            }
          >
            {WINDOWS.map((one) => (
              <option key={one} value={one}>
                {WINDOW_NAMES[one]}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for={`${id}-averages`}>Averaged traces</label>
          <select
            id={`${id}-averages`}
            value={averages}
            onChange={({ currentTarget }) => setAverages(Number(currentTarget.value))}
          >
            {AVERAGES.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for={`${id}-unit`}>Unit</label>
          <select
            id={`${id}-unit`}
            value={unit}
            onChange={({ currentTarget }) =>
              setUnit(SPECTRUM_UNITS.find((one) => one === currentTarget.value) ?? 'dBV')
            }
          >
            {SPECTRUM_UNITS.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </div>
        <label class="check">
          <input
            type="checkbox"
            checked={logarithmic}
            onChange={({ currentTarget }) => setLogarithmic(currentTarget.checked)}
          />
          Logarithmic frequency
        </label>
      </div>
      <div class="spectrum-plot" ref={host} />
      {summary === null ? (
        <p class="note">There is no trace with every sample to take a spectrum of.</p>
      ) : (
        <div class="spectrum-summary value">
          {summary.peaks.map((peak, channel) => (
            <p key={peak} class={`ch${channel + 1}`}>
              {peak}
            </p>
          ))}
          <p class="note">
            {`${summary.traces} of ${averages} traces averaged. Bins ${formatSi(summary.resolution, 'Hz', 4)} apart, noise bandwidth ${formatSi(summary.noiseBandwidth, 'Hz', 4)}. ${UNIT_NOTES[unit]}`}
            {scope.averaged.value > 1
              ? ' The traces are means themselves, so noise appears lower than it is.'
              : ''}
          </p>
          {point === null ? null : (
            <p class="note">{`At the pointer, ${formatSi(point.frequency, 'Hz', 5)}: Ch 1 ${formatSi(point.levels[0], unit, 4)}, Ch 2 ${formatSi(point.levels[1], unit, 4)}`}</p>
          )}
        </div>
      )}
    </>
  );
}

function summaryOf(spectra: Spectra): Summary {
  const [{ traces, resolution, noiseBandwidth }] = spectra;
  return {
    traces,
    resolution,
    noiseBandwidth,
    peaks: spectra.map((spectrum, channel) => {
      const peak = spectrum.peak();
      return peak === null
        ? `Ch ${channel + 1}: no peak apart from 0 Hz`
        : `Ch ${channel + 1}: sine of ${decibelVolts(peak.amplitude).toFixed(2)} dBV (${formatSi(peak.amplitude, 'V', 4)} rms) at ${formatSi(peak.frequency, 'Hz', 5)}`;
    }),
  };
}
