import type { JSX } from 'preact';

/** The three PID controllers. */
export function ControllersPanel(): JSX.Element {
  return <section class="panel" aria-label="PID controllers" />;
}
