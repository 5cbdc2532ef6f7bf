import type { ScopeTrace } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { formatSi } from '../quantities/si.ts';
import { NO_VALUE, type Readout } from './cursor-readout.ts';
import { holdsEverySample } from './full-trace.ts';
import { type Measurements, measure, samplesBetween } from './measurements.ts';
import { ReadoutList } from './readout-list.tsx';

const CHANNELS = [
  { channel: 0, number: 1, style: 'ch1' },
  { channel: 1, number: 2, style: 'ch2' },
] as const;

/** What is measured of both channels, over the whole trace or between the time cursors. */
export function MeasurementList({ trace }: { readonly trace: ScopeTrace }): JSX.Element {
  const { cursors } = useDashboard();
  const [betweenCursors, setBetweenCursors] = useState(false);
  const times = cursors.times.value;
  if (!holdsEverySample(trace))
    return (
      <p class="note">
        This page receives only the smallest and largest samples of each stretch of the trace, as many as its
        plot is wide. Measurements and spectrum need every sample: make the window wider.
      </p>
    );
  const length = trace.voltage[0].length;
  const range =
    betweenCursors && times !== null ? samplesBetween(trace, length, times) : { first: 0, end: length };
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={betweenCursors}
          disabled={times === null}
          onChange={({ currentTarget }) => setBetweenCursors(currentTarget.checked)}
        />
        Measure between the time cursors
      </label>
      {CHANNELS.map(({ channel, number, style }) => {
        const measured = measure(trace.voltage[channel], trace.time_step, range);
        return (
          <div key={style} class="channel">
            <h3 class={style}>Ch {number}</h3>
            {measured === null ? (
              <p class="note">There is no sample of the trace between the time cursors.</p>
            ) : (
              <ReadoutList
                label={`Measurements of channel ${number}`}
                style={style}
                readouts={measurementReadouts(measured)}
              />
            )}
          </div>
        );
      })}
    </>
  );
}

function measurementReadouts(measured: Measurements): readonly Readout[] {
  const { repetition } = measured;
  const volts = (name: string, value: number, title: string): Readout => ({
    name,
    text: formatSi(value, 'V', 4),
    title,
  });
  const repeated = (name: string, value: number | null, unit: string, title: string): Readout => ({
    name,
    text: value === null ? NO_VALUE : formatSi(value, unit, 5),
    title: repetition.reason ?? title,
  });
  return [
    volts('Vpp', measured.peakToPeak, 'Peak to peak: largest minus smallest sample'),
    volts('Mean', measured.mean, 'Mean of the samples'),
    volts('RMS with mean', measured.rms, 'Root of the mean square, the mean included'),
    volts('RMS without mean', measured.rmsWithoutMean, 'Root of the mean square around the mean'),
    volts('Min', measured.min, 'Smallest sample'),
    volts('Max', measured.max, 'Largest sample'),
    repeated('Frequency', repetition.frequency, 'Hz', 'From where the signal rises through its mean'),
    repeated('Period', repetition.period, 's', '1 / frequency'),
    ...(repetition.reason === null
      ? []
      : [{ name: 'No frequency', text: repetition.reason, title: 'Why there is no frequency' }]),
  ];
}
