import { type ReadonlySignal, signal } from '@preact/signals';
import type { Clock } from '@pyrpl-mux/client';

/** Most notices that are kept; the oldest go first. */
const MOST = 20;

/** Milliseconds after which what was done as asked is no news. */
const NEWS = 60_000;

/** Something the user should read. */
export interface Notice {
  readonly number: number;
  readonly kind: 'error' | 'done';
  readonly sentence: string;
  /** How often it was said in a row. */
  readonly times: number;
}

/** What happened, in sentences: what failed until the user has read it, what was done for a minute. */
export class Notices {
  readonly #clock: Clock;
  readonly #list = signal<readonly Notice[]>([]);
  #count = 0;

  readonly list: ReadonlySignal<readonly Notice[]> = this.#list;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something failed, or is not as it should be. */
  error(sentence: string): void {
    this.#add('error', sentence);
  }

  /** Something was done that shows nowhere else. */
  done(sentence: string): void {
    const number = this.#add('done', sentence);
    this.#clock.setTimer(() => this.dismiss(number), NEWS);
  }

  /** The user has read it. */
  dismiss(number: number): void {
    if (this.#list.value.some((notice) => notice.number === number))
      this.#list.value = this.#list.value.filter((notice) => notice.number !== number);
  }

  /** The user has read them all. */
  dismissAll(): void {
    this.#list.value = [];
  }

  #add(kind: Notice['kind'], sentence: string): number {
    const last = this.#list.value.at(-1);
    const again = last?.kind === kind && last.sentence === sentence;
    const notice = { number: ++this.#count, kind, sentence, times: again ? last.times + 1 : 1 };
    const others = again ? this.#list.value.slice(0, -1) : this.#list.value;
    this.#list.value = [...others, notice].slice(-MOST);
    return notice.number;
  }
}
