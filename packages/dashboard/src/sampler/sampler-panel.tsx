import type { JSX } from 'preact';

/** Present values of the board's signals. */
export function SamplerPanel(): JSX.Element {
  return <section class="panel" aria-label="Sampler" />;
}
