import type { JSX } from 'preact';

/** The oscilloscope. */
export function ScopePanel(): JSX.Element {
  return <section class="panel" aria-label="Oscilloscope" />;
}
