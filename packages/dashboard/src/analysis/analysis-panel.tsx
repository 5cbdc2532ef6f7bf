import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { timeReadouts, traceReadouts, voltageReadouts } from './cursor-readout.ts';
import { ExportButtons } from './export-buttons.tsx';
import { holdsEverySample } from './full-trace.ts';
import { MeasurementList } from './measurement-list.tsx';
import { ReadoutList } from './readout-list.tsx';
import { SpectrumSection } from './spectrum-section.tsx';
import { usePaced } from './use-paced.ts';
import './analysis.css';

/** Milliseconds between two readings, so that they can be read. */
const PACE = 300;

/** Cursors, measurements, spectrum and export of the shown traces. */
export function AnalysisPanel(): JSX.Element {
  const { scope, cursors } = useDashboard();
  const trace = usePaced(scope.trace, PACE);
  const times = cursors.times.value;
  const voltages = cursors.voltages.value;
  const readsTrace = trace !== null && holdsEverySample(trace);
  return (
    <section class="panel analysis" aria-labelledby="analysis-heading">
      <div class="heading">
        <h2 id="analysis-heading">Analysis</h2>
        <fieldset class="buttons">
          <legend class="visually-hidden">Cursors</legend>
          <button type="button" aria-pressed={times !== null} onClick={() => cursors.toggle('times')}>
            Time cursors
          </button>
          <button type="button" aria-pressed={voltages !== null} onClick={() => cursors.toggle('voltages')}>
            Voltage cursors
          </button>
        </fieldset>
        <ExportButtons />
      </div>
      {times === null ? null : <ReadoutList label="Time cursors" readouts={timeReadouts(times)} />}
      {times === null || !readsTrace ? null : (
        <>
          <ReadoutList
            label="Channel 1 at the time cursors"
            style="ch1"
            readouts={traceReadouts(trace, 0, times)}
          />
          <ReadoutList
            label="Channel 2 at the time cursors"
            style="ch2"
            readouts={traceReadouts(trace, 1, times)}
          />
        </>
      )}
      {voltages === null ? null : (
        <ReadoutList label="Voltage cursors" readouts={voltageReadouts(voltages)} />
      )}
      {trace === null ? (
        <p class="note">Measurements appear with the first trace.</p>
      ) : (
        <MeasurementList trace={trace} />
      )}
      <SpectrumSection />
    </section>
  );
}
