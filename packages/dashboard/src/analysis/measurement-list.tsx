import type { ScopeTrace } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { formatSi } from '../quantities/si.ts';
import { NO_VALUE, type Readout } from './cursor-readout.ts';
import { holdsEverySample } from './full-trace.ts';
import { type Measurements, measure, samplesBetween } from './measurements.ts';
import { ReadoutList, ReadoutRow } from './readout-list.tsx';

const CHANNELS = [
  { channel: 0, number: 1, style: 'ch1' },
  { channel: 1, number: 2, style: 'ch2' },
] as const;

/** What is measured of both channels, over the whole trace or between the time cursors. */
export function MeasurementList({ trace }: { readonly trace: ScopeTrace }): JSX.Element {
  const { scope, cursors } = useDashboard();
  const [betweenCursors, setBetweenCursors] = useState(false);
  const times = cursors.times.value;
  if (!holdsEverySample(trace))
    return (
      <p class="note">
        On a plot this narrow the page receives only the smallest and largest samples of each stretch of the
        trace. Measurements and spectrum need every sample.{' '}
        <button type="button" onClick={() => scope.askForEverySample()}>
          Receive every sample
        </button>
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
          <ReadoutRow key={style} heading={`Ch ${number}`} style={style}>
            {measured === null ? (
              <p class="note">There is no sample of the trace between the time cursors.</p>
            ) : (
              <div>
                <ReadoutList
                  label={`Measurements of channel ${number}`}
                  readouts={measurementReadouts(measured)}
                />
                {measured.repetition.reason === null ? null : (
                  <p class="note">{`No frequency: ${measured.repetition.reason}`}</p>
                )}
              </div>
            )}
          </ReadoutRow>
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
    volts('RMS (AC+DC)', measured.rms, 'Root of the mean square, the mean included'),
    volts('RMS (AC)', measured.rmsWithoutMean, 'Root of the mean square around the mean'),
    volts('Min', measured.min, 'Smallest sample'),
    volts('Max', measured.max, 'Largest sample'),
    repeated('Frequency', repetition.frequency, 'Hz', 'From where the signal rises through its mean'),
    repeated('Period', repetition.period, 's', '1 / frequency'),
  ];
}
