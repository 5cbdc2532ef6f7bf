import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { CursorList } from './cursor-list.tsx';
import { ExportButtons } from './export-buttons.tsx';
import { holdsEverySample } from './full-trace.ts';
import { MeasurementList } from './measurement-list.tsx';
import { SpectrumSection } from './spectrum-section.tsx';
import { usePaced } from './use-paced.ts';
import './analysis.css';

/** Milliseconds between two readings, so that they can be read. */
const PACE = 300;

/** Cursors, measurements, spectrum and export of the shown traces. */
export function AnalysisPanel(): JSX.Element {
  const { scope, cursors } = useDashboard();
  const trace = usePaced(scope.trace, PACE);
  const nothing = !scope.hasTrace.value;
  return (
    <section class="panel analysis" aria-labelledby="analysis-heading">
      <div class="heading">
        <h2 id="analysis-heading">Analysis</h2>
        <fieldset class="buttons">
          <legend class="visually-hidden">Cursors</legend>
          <button
            type="button"
            disabled={nothing}
            aria-pressed={cursors.times.value !== null}
            onClick={() => cursors.toggle('times')}
          >
            Time cursors
          </button>
          <button
            type="button"
            disabled={nothing}
            aria-pressed={cursors.voltages.value !== null}
            onClick={() => cursors.toggle('voltages')}
          >
            Voltage cursors
          </button>
        </fieldset>
        <ExportButtons />
      </div>
      <CursorList trace={trace !== null && holdsEverySample(trace) ? trace : null} />
      {trace === null ? (
        <p class="note">Measurements appear with the first trace.</p>
      ) : (
        <MeasurementList trace={trace} />
      )}
      <SpectrumSection />
    </section>
  );
}
