import type { Clock, Timer } from '@pyrpl-mux/client';
import type { RunningCall } from './child-messages.ts';

/** Longest time without a heartbeat [ms]; one is due every 0.2 s. */
const SILENCE_LIMIT = 3000;

/** Time between two looks [ms]. */
const LOOK_INTERVAL = 500;

/** What a watch over a child's heartbeats needs. */
export interface HeartbeatWatchOptions {
  readonly clock: Clock;
  /** Longest time that one call into PyRPL may take for the pending call `id` [s]. */
  readonly limitOf: (id: number | null) => number;
  /** Told, once and as a sentence, that the child hangs. */
  readonly onHung: (sentence: string) => void;
}

/** Finds out from a child's heartbeats that it hangs: in one call into PyRPL, or altogether. */
export class HeartbeatWatch {
  readonly #options: HeartbeatWatchOptions;
  #running: RunningCall | null = null;
  #heard: number;
  #timer: Timer | null = null;
  /** Whether the last look found it silent: a worker that was busy itself shall read its pipe before it judges. */
  #doubted = false;

  /** Begins to expect heartbeats. */
  constructor(options: HeartbeatWatchOptions) {
    this.#options = options;
    this.#heard = options.clock.now();
    this.#look();
  }

  /** The call that ran at the last heartbeat. */
  get running(): RunningCall | null {
    return this.#running;
  }

  /** Takes a heartbeat. */
  beat(running: RunningCall | null): void {
    const { clock, limitOf } = this.#options;
    this.#heard = clock.now();
    this.#running = running;
    this.#doubted = false;
    if (running === null) return;
    const limit = limitOf(running.id);
    if (running.since <= limit) return;
    this.#hung(`PyRPL has hung in ${describe(running)}, where at most ${limit} s are allowed.`);
  }

  /** Expects no more heartbeats. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #look(): void {
    const { clock } = this.#options;
    const silence = clock.now() - this.#heard;
    if (silence > SILENCE_LIMIT && this.#doubted) {
      const during = this.#running === null ? '' : `, last in ${describe(this.#running)}`;
      this.#hung(`PyRPL's process has given no sign of life for ${(silence / 1000).toFixed(1)} s${during}.`);
      return;
    }
    this.#doubted = silence > SILENCE_LIMIT;
    this.#timer = clock.setTimer(() => this.#look(), LOOK_INTERVAL);
  }

  #hung(sentence: string): void {
    if (this.#timer === null) return;
    this.close();
    this.#options.onHung(sentence);
  }
}

function describe({ call, since }: RunningCall): string {
  return `${call} for ${since.toFixed(1)} s`;
}
