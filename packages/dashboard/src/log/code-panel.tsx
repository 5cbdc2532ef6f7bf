import type { JSX } from 'preact';

/** The commands that this page sent, as code. */
export function CodePanel(): JSX.Element {
  return <section class="panel" aria-label="Commands as code" />;
}
