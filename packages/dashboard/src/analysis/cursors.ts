import { type Signal, signal } from '@preact/signals';

/** Positions of the cursors on the scope; null while a pair is hidden. */
export class Cursors {
  /** Two times in s, seen from the trigger. */
  readonly times: Signal<readonly [number, number] | null> = signal(null);
  /** Two voltages in V. */
  readonly voltages: Signal<readonly [number, number] | null> = signal(null);
}
