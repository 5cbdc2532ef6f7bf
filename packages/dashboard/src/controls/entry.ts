import { signal } from '@preact/signals';
import { LatestWins } from '../worker-link/latest-wins.ts';
import { tuneDigit } from './tune-digit.ts';

/** What a field holds. Compared by how it is written. */
export type EntryValue = number | readonly number[];

/** How a field reads, writes and sends what it holds. */
export interface EntryRules<Value extends EntryValue> {
  /** @returns the value, or a sentence that says why it is none, or why it is out of range */
  readonly parse: (text: string) => Value | string;
  readonly format: (value: Value) => string;
  /** @returns the value read back; undefined if it failed, which has been said elsewhere */
  readonly send: (value: Value) => Promise<Value | undefined>;
}

/** What a field shows at present. */
export interface EntryView {
  readonly text: string;
  /** A sentence; null while there is nothing wrong. */
  readonly problem: string | null;
  /** How the board has a value that was sent and that it does not have exactly; else null. */
  readonly boardHas: string | null;
}

interface State<Value> {
  /** As typed or tuned; null while the board's value is shown. */
  readonly text: string | null;
  readonly problem: string | null;
  /** Read back for what was sent last from here, as long as nobody has changed it since. */
  readonly answer: { readonly asked: string; readonly readBack: Value } | null;
}

/**
 * What is typed or tuned in a field until it is sent, and what came back. It follows the board except while it is edited,
 * never sends what is wrong, and never changes what was typed.
 */
export class Entry<Value extends EntryValue> {
  readonly #state = signal<State<Value>>({ text: null, problem: null, answer: null });
  readonly #sender: LatestWins<Value, Value | undefined>;
  #rules: EntryRules<Value>;
  #value: Value | null = null;
  /** Whether the text was sent already and stays only for its digits to be tuned on. */
  #tuned = false;
  /** The text that is on its way, so that leaving the field does not send it again. */
  #onItsWay: string | null = null;

  constructor(rules: EntryRules<Value>) {
    this.#rules = rules;
    this.#sender = new LatestWins((value) => this.#rules.send(value));
  }

  /** Takes what the board has and the present rules; {@link EntryView} follows. */
  follow(value: Value | null, rules: EntryRules<Value>): void {
    this.#rules = rules;
    const before = this.#value;
    if (value === before) return;
    this.#value = value;
    const { answer, text, problem } = this.#state.peek();
    const ours = answer !== null && value !== null && this.#same(value, answer.readBack);
    if (ours || this.#sender.busy) return;
    if (before !== null && value !== null && this.#same(value, before)) return;
    if (this.#tuned) this.#show(null);
    else if (answer !== null) this.#set({ text, problem, answer: null });
  }

  /** What is shown now. Reading it in a component makes the component follow it. */
  view(): EntryView {
    const { text, problem, answer } = this.#state.value;
    const readBack = answer === null ? null : this.#rules.format(answer.readBack);
    return {
      text: text ?? this.#shown(),
      problem,
      boardHas: answer !== null && answer.asked !== readBack ? readBack : null,
    };
  }

  /** Takes what is typed, and says at once what is wrong with it. */
  type(text: string): void {
    this.#tuned = false;
    this.#set({ text, problem: this.#problemOf(text), answer: null });
  }

  /** Sends what was typed, if it is valid and differs from what stood there before. */
  commit(): void {
    const { text, answer } = this.#state.peek();
    if (text === null || text === this.#onItsWay) {
      this.#tuned = false;
      return;
    }
    if (this.#tuned || text.trim() === this.#shown()) {
      this.#show(answer);
      return;
    }
    const value = this.#rules.parse(text);
    if (typeof value !== 'string') this.#offer(value, text);
  }

  /** Gives up what was typed. */
  restore(): void {
    this.#show(null);
  }

  /**
   * Counts the digit before the caret and sends the new value; a step out of the range is not made, and said.
   *
   * @param text - what is shown, perhaps with more decimals
   * @returns the position of the digit; null where there is none or the step was not made
   */
  tune(caret: number, steps: number, text: string = this.view().text): number | null {
    if (typeof this.#rules.parse(text) === 'string') return null;
    const next = tuneDigit(text, caret, steps);
    if (next === null) return null;
    const value = this.#rules.parse(next.text);
    if (typeof value === 'string') {
      if (this.#state.peek().text === null) this.#tuned = true;
      this.#set({ ...this.#state.peek(), text, problem: value });
      return null;
    }
    this.#tuned = true;
    this.#set({ text: next.text, problem: null, answer: null });
    this.#offer(value, next.text);
    return next.digit;
  }

  #offer(value: Value, text: string): void {
    const asked = this.#rules.format(value);
    this.#onItsWay = text;
    void this.#sender.offer(value).then((readBack) => this.#answered(text, asked, readBack));
  }

  #answered(text: string, asked: string, readBack: Value | undefined): void {
    if (this.#onItsWay === text) this.#onItsWay = null;
    // What is typed meanwhile, or waits to be sent, goes first.
    const state = this.#state.peek();
    if (this.#sender.busy || state.text !== text) return;
    const answer = readBack === undefined ? null : { asked, readBack };
    if (answer !== null && this.#tuned) this.#set({ ...state, answer });
    else this.#show(answer);
  }

  #show(answer: State<Value>['answer']): void {
    this.#tuned = false;
    this.#set({ text: null, problem: null, answer });
  }

  #set(state: State<Value>): void {
    this.#state.value = state;
  }

  #shown(): string {
    const value = this.#state.peek().answer?.readBack ?? this.#value;
    return value === null ? '' : this.#rules.format(value);
  }

  #same(one: Value, other: Value): boolean {
    return this.#rules.format(one) === this.#rules.format(other);
  }

  #problemOf(text: string): string | null {
    if (text.trim() === this.#shown()) return null;
    const value = this.#rules.parse(text);
    return typeof value === 'string' ? value : null;
  }
}
