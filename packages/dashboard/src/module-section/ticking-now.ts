import { type ReadonlySignal, signal } from '@preact/signals';

/** Milliseconds between ticks. */
const TICK = 1000;

let timer: ReturnType<typeof setInterval> | undefined;

const now = signal(Date.now(), {
  watched: () => {
    timer = setInterval(() => {
      now.value = Date.now();
    }, TICK);
  },
  unwatched: () => clearInterval(timer),
});

/** Milliseconds since 1970, once a second while anything shows it. */
export const tickingNow: ReadonlySignal<number> = now;
