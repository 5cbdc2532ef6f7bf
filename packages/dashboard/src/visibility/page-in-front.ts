import { type ReadonlySignal, signal } from '@preact/signals';

const inFront = signal(!document.hidden);
document.addEventListener('visibilitychange', () => {
  inFront.value = !document.hidden;
});

/** Whether somebody can see the page: no other tab is in front of it, and its window is not minimised. */
export const pageInFront: ReadonlySignal<boolean> = inFront;
