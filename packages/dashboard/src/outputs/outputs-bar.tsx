import type { JSX } from 'preact';

/** What each output does now, and one button that switches all off. */
export function OutputsBar(): JSX.Element {
  return <section class="outputs" aria-label="Outputs" />;
}
