import type { JSX } from 'preact';

/** Both signal generators. */
export function GeneratorsPanel(): JSX.Element {
  return <section class="panel" aria-label="Signal generators" />;
}
