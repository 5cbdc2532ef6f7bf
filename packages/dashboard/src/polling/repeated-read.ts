import { type ReadonlySignal, signal } from '@preact/signals';
import { type Clock, CommandError, type Timer } from '@pyrpl-mux/client';

/** What a {@link RepeatedRead} needs. */
export interface RepeatedReadOptions<Value> {
  readonly read: () => Promise<Value>;
  /** Milliseconds between an answer and the next question. */
  readonly interval: () => number;
  readonly clock: Clock;
}

/** Something that no event tells, read again and again while it is looked at: one question at a time. */
export class RepeatedRead<Value> {
  readonly #options: RepeatedReadOptions<Value>;
  readonly #reading = signal<Value | null>(null);
  readonly #problem = signal<string | null>(null);
  #round = 0;
  #state: 'asking' | 'resting' | 'stopped' = 'stopped';
  #askAgain = false;
  #timer: Timer | undefined;

  /** As last read; null before the first time. */
  readonly reading: ReadonlySignal<Value | null> = this.#reading;
  /** Why the last question had no answer, as a sentence; null if it had. */
  readonly problem: ReadonlySignal<string | null> = this.#problem;

  constructor(options: RepeatedReadOptions<Value>) {
    this.#options = options;
  }

  /**
   * Begins to read; what was begun before ends.
   *
   * @returns a function that ends it; an answer that comes later is dropped
   */
  start(): () => void {
    this.#stop();
    const round = this.#round;
    void this.#ask(round);
    return () => {
      if (round === this.#round) this.#stop();
    };
  }

  /** Something has changed: asks at once, or as soon as the present question is answered. Does nothing where it has ended. */
  again(): void {
    if (this.#state === 'asking') this.#askAgain = true;
    else if (this.#state === 'resting') void this.#ask(this.#round);
  }

  #stop(): void {
    this.#round++;
    this.#timer?.cancel();
    this.#state = 'stopped';
    this.#problem.value = null;
  }

  async #ask(round: number): Promise<void> {
    const { read, interval, clock } = this.#options;
    this.#timer?.cancel();
    this.#state = 'asking';
    this.#askAgain = false;
    try {
      const reading = await read();
      if (round !== this.#round) return;
      this.#reading.value = reading;
      this.#problem.value = null;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (round !== this.#round) return;
      this.#problem.value = error.message;
      // An error is no reason to ask faster.
      this.#askAgain = false;
    }
    this.#state = 'resting';
    if (this.#askAgain) this.again();
    else this.#timer = clock.setTimer(() => void this.#ask(round), interval());
  }
}
