import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock, CommandResult, Timer } from '@pyrpl-mux/client';

/** Data of the command `status`. */
export type WorkerStatus = CommandResult<'status'>;

/** Milliseconds between looks at what passes by itself: durations, rates. */
const INTERVAL = 1000;

/** What a follower needs. */
export interface StatusFollowerOptions {
  readonly clock: Clock;
  /** Asks the worker for its status. */
  readonly ask: () => Promise<WorkerStatus>;
  /** Whether anybody can see the page. */
  readonly isVisible: () => boolean;
}

/**
 * The worker's status as long as it is looked at: asked for at each change that the worker tells, and once a second. One
 * question is on its way at a time.
 */
export class StatusFollower {
  readonly #options: StatusFollowerOptions;
  readonly #status = signal<WorkerStatus | null>(null);
  readonly #problem = signal<string | null>(null);
  #timer: Timer | null = null;
  #asking = false;
  #askAgain = false;
  #closed = false;

  /** As last told; null before the first answer. */
  readonly status: ReadonlySignal<WorkerStatus | null> = this.#status;
  /** Why there is no newer status, as a sentence; null while there is. */
  readonly problem: ReadonlySignal<string | null> = this.#problem;

  constructor(options: StatusFollowerOptions) {
    this.#options = options;
    this.look();
  }

  /** Something has changed: asks at once, or as soon as the present question is answered. */
  look(): void {
    if (this.#closed || !this.#options.isVisible()) return;
    if (this.#asking) this.#askAgain = true;
    else void this.#ask();
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    this.#askAgain = false;
    this.#timer?.cancel();
    try {
      this.#status.value = await this.#options.ask();
      this.#problem.value = null;
    } catch (error) {
      this.#problem.value = error instanceof Error ? error.message : String(error);
    }
    this.#asking = false;
    if (this.#closed) return;
    // An error is no reason to ask faster.
    if (this.#askAgain && this.#problem.value === null) this.look();
    else this.#timer = this.#options.clock.setTimer(() => this.#tick(), INTERVAL);
  }

  #tick(): void {
    if (this.#options.isVisible()) this.look();
    else this.#timer = this.#options.clock.setTimer(() => this.#tick(), INTERVAL);
  }
}
