import type { ScopeTrace } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { download, fileName } from '../download/download.ts';
import { traceCaption } from './caption.ts';
import type { Cursors } from './cursors.ts';
import { type TraceOrigin, traceAsCsv, traceAsNpy } from './export.ts';
import { plotPicture } from './picture.ts';

/** Saves the trace that is shown: as a picture, as text, or for NumPy. */
export function ExportButtons(): JSX.Element {
  const { link, scope, cursors, notices } = useDashboard();
  const nothing = !scope.hasTrace.value;
  const save = async (extension: 'csv' | 'npy' | 'png'): Promise<void> => {
    const trace = scope.trace.peek();
    if (trace === null) return;
    const board = link.greeting.peek()?.board.key ?? 'unknown board';
    const origin = { board, when: Date.now() };
    try {
      const content = await exported(extension, trace, origin, cursors);
      if (content !== null) download(content, fileName('trace', board, origin.when, extension));
    } catch (error) {
      notices.error(
        `The trace was not saved: ${error instanceof Error ? error.message : String(error)} Try another format.`,
      );
    }
  };
  return (
    <fieldset class="buttons">
      <legend class="visually-hidden">Save the trace</legend>
      <button type="button" disabled={nothing} onClick={() => void save('png')} title="The plot as a picture">
        PNG
      </button>
      <button
        type="button"
        disabled={nothing}
        onClick={() => void save('csv')}
        title='Text: time,ch1,ch2 in s and V, with the settings in comments; numpy.genfromtxt(file, delimiter=",") reads it'
      >
        CSV
      </button>
      <button
        type="button"
        disabled={nothing}
        onClick={() => void save('npy')}
        title="For NumPy: time, ch1, ch2 = numpy.load(file), in s and V"
      >
        NPY
      </button>
    </fieldset>
  );
}

async function exported(
  extension: 'csv' | 'npy' | 'png',
  trace: ScopeTrace,
  origin: TraceOrigin,
  cursors: Cursors,
): Promise<Blob | null> {
  switch (extension) {
    case 'csv':
      return new Blob([traceAsCsv(trace, origin)], { type: 'text/csv' });
    case 'npy':
      return new Blob([traceAsNpy(trace)], { type: 'application/octet-stream' });
    case 'png': {
      const plot = cursors.plot.peek();
      const times = cursors.times.peek();
      const voltages = cursors.voltages.peek();
      const caption = traceCaption(trace, origin, { times, voltages });
      return plot === null ? null : await plotPicture(plot, { caption, times, voltages });
    }
  }
}
