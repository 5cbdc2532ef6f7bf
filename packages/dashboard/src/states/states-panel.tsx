import type { JSX } from 'preact';

/** Saved states: save, compare, restore. */
export function StatesPanel(): JSX.Element {
  return <section class="panel" aria-label="States" />;
}
