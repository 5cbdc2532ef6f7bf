import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { type Clock, CommandError, systemClock, type Timer } from '@pyrpl-mux/client';
import type { WorkerLink } from '../worker-link/worker-link.ts';
import type { OutputReading } from './output-drive.ts';

/** Milliseconds between an answer and the next question. */
const INTERVAL = 500;

/** What {@link OutputLevels} needs. */
export interface OutputLevelsOptions {
  readonly read: () => Promise<OutputReading>;
  /** Whether there is somebody to show the values to, and a board to ask. */
  readonly wanted: ReadonlySignal<boolean>;
  readonly clock: Clock;
}

/** The present values of both outputs, read about twice a second while they are wanted; one question at a time. */
export class OutputLevels {
  readonly #options: OutputLevelsOptions;
  readonly #reading = signal<OutputReading | null>(null);
  readonly #problem = signal<string | null>(null);
  readonly #end: () => void;
  #round = 0;
  #timer: Timer | undefined;

  /** As last read; null before the first time. */
  readonly reading: ReadonlySignal<OutputReading | null> = this.#reading;
  /** Why the last question had no answer, as a sentence; null if it had. */
  readonly problem: ReadonlySignal<string | null> = this.#problem;

  constructor(options: OutputLevelsOptions) {
    this.#options = options;
    this.#end = effect(() => {
      this.#stop();
      if (options.wanted.value) void this.#ask(this.#round);
    });
  }

  close(): void {
    this.#end();
    this.#stop();
  }

  #stop(): void {
    this.#round++;
    this.#timer?.cancel();
  }

  async #ask(round: number): Promise<void> {
    try {
      const reading = await this.#options.read();
      if (round !== this.#round) return;
      this.#reading.value = reading;
      this.#problem.value = null;
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (round !== this.#round) return;
      this.#problem.value = error.message;
    }
    this.#timer = this.#options.clock.setTimer(() => void this.#ask(round), INTERVAL);
  }
}

/** The outputs of a link's board, for a page: wanted while it can be seen. */
export function outputLevels(link: WorkerLink, page: Document): OutputLevels {
  const visible = signal(!page.hidden);
  page.addEventListener('visibilitychange', () => {
    visible.value = !page.hidden;
  });
  return new OutputLevels({
    read: async () => {
      const answer = await link.command('sampler_read', { channels: ['out1', 'out2'] });
      const [out1 = Number.NaN, out2 = Number.NaN] = Array.isArray(answer) ? answer : [];
      return [out1, out2];
    },
    wanted: computed(() => visible.value && link.live.value),
    clock: systemClock,
  });
}
