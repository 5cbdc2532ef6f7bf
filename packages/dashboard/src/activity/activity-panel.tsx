import type { JSX } from 'preact';

/** Who is connected, and what the worker is doing. */
export function ActivityPanel(): JSX.Element {
  return <section class="panel" aria-label="Activity" />;
}
