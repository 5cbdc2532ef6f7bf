import type { JSX } from 'preact';

/** Which module reads what, and what sums into the outputs. */
export function RoutingPanel(): JSX.Element {
  return <section class="panel" aria-label="Signal routing" />;
}
