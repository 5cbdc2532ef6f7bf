import { type ReadonlySignal, signal } from '@preact/signals';

/** Most notices that are kept; the oldest go first. */
const MOST = 20;

/** Something the user should read. */
export interface Notice {
  readonly number: number;
  readonly kind: 'error' | 'done';
  readonly sentence: string;
  /** How often it was said in a row. */
  readonly times: number;
}

/** What happened, in sentences, until the user has read it. */
export class Notices {
  readonly #list = signal<readonly Notice[]>([]);
  #count = 0;

  readonly list: ReadonlySignal<readonly Notice[]> = this.#list;

  error(sentence: string): void {
    this.#add('error', sentence);
  }

  done(sentence: string): void {
    this.#add('done', sentence);
  }

  dismiss(number: number): void {
    this.#list.value = this.#list.value.filter((notice) => notice.number !== number);
  }

  dismissAll(): void {
    this.#list.value = [];
  }

  #add(kind: Notice['kind'], sentence: string): void {
    const last = this.#list.value.at(-1);
    const again = last?.kind === kind && last.sentence === sentence;
    const notice = { number: ++this.#count, kind, sentence, times: again ? last.times + 1 : 1 };
    const others = again ? this.#list.value.slice(0, -1) : this.#list.value;
    this.#list.value = [...others, notice].slice(-MOST);
  }
}
