import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '@pyrpl-mux/client';
import { LatestWins } from '../worker-link/latest-wins.ts';

/**
 * Milliseconds between two levels of one drag: as fast as the eye follows, and so that the stream has time for traces,
 * each of which a command for the scope interrupts.
 */
const PACE = 30;

/** Share of the axis by which an arrow key moves the level. */
const KEY_STEP = 1 / 100;

/** Arrow steps of a page key. */
const PAGE_STEPS = 10;

/** A range of the voltage axis in V. */
interface Range {
  readonly min: number;
  readonly max: number;
}

/** The level on a grid of at most a thousandth of the axis, so that it reads well. */
export function roundLevel(volts: number, { min, max }: Range): number {
  const grid = 10 ** Math.floor(Math.log10((max - min) / 1000) + 1e-9);
  // A quotient of powers of ten would bring digits that the grid does not have.
  return Number((Math.round(volts / grid) * grid).toPrecision(12)) || 0;
}

/** Where a key moves the level to, on a slider of this range; null for a key that does not. */
export function keyStep(key: string, volts: number, { min, max }: Range): number | null {
  const step = (max - min) * KEY_STEP;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowRight':
      return volts + step;
    case 'ArrowDown':
    case 'ArrowLeft':
      return volts - step;
    case 'PageUp':
      return volts + PAGE_STEPS * step;
    case 'PageDown':
      return volts - PAGE_STEPS * step;
    case 'Home':
      return min;
    case 'End':
      return max;
    default:
      return null;
  }
}

/** How levels reach the board. */
export interface LevelSender {
  /** Sends a level on the way; ends when it was answered. */
  passing(volts: number): Promise<unknown>;
  /** Sends the level where it stays: the one that a log holds, and whose failure is told. */
  final(volts: number): Promise<unknown>;
}

/**
 * Sends the level of the trigger while it is dragged: the newest one wins, at most one command is in flight, and the one
 * where it stays is sent last, whatever became of those before.
 */
export class LevelDrag {
  readonly #latest: LatestWins<{ readonly volts: number; readonly last: boolean }, void>;
  readonly #sender: LevelSender;
  readonly #clock: Clock;
  readonly #held = signal<number | null>(null);

  /** The level as the user has it, until the board answered; null while nobody moves it. */
  readonly held: ReadonlySignal<number | null> = this.#held;

  constructor(sender: LevelSender, clock: Clock) {
    this.#sender = sender;
    this.#clock = clock;
    this.#latest = new LatestWins((level) => this.#send(level));
  }

  /** The level is on the way. */
  move(volts: number): void {
    this.#held.value = volts;
    void this.#latest.offer({ volts, last: false });
  }

  /**
   * The level stays where it is.
   *
   * @returns a promise that ends when it was answered, or a newer one took its place
   */
  async settle(volts: number): Promise<void> {
    this.#held.value = volts;
    await this.#latest.offer({ volts, last: true });
    if (!this.#latest.busy) this.#held.value = null;
  }

  async #send({ volts, last }: { readonly volts: number; readonly last: boolean }): Promise<void> {
    if (last) {
      await this.#sender.final(volts);
      return;
    }
    // The level where it stays is sent as well, and its failure is told.
    await this.#sender.passing(volts).catch(() => undefined);
    await new Promise<void>((resolve) => {
      this.#clock.setTimer(resolve, PACE);
    });
  }
}
