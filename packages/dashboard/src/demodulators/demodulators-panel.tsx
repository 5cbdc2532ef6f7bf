import type { JSX } from 'preact';

/** The three demodulators. */
export function DemodulatorsPanel(): JSX.Element {
  return <section class="panel" aria-label="Demodulators" />;
}
