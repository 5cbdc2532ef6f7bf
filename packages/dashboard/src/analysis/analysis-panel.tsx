import type { JSX } from 'preact';

/** Cursors, measurements, spectrum and export of the shown traces. */
export function AnalysisPanel(): JSX.Element {
  return <section class="panel" aria-label="Analysis" />;
}
