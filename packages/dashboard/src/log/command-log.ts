import { type ReadonlySignal, signal } from '@preact/signals';
import type { CommandError } from '@pyrpl-mux/client';

/** Most commands that the log holds; the oldest go first. */
const LONGEST = 5000;

/** A command that this page sent because its user asked for it. */
export interface SentCommand {
  /** Counts the commands of this page. */
  readonly entry: number;
  /** When it was sent: milliseconds since 1970. */
  readonly sent: number;
  readonly command: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly outcome: 'pending' | 'ok' | 'error';
  /** The sentence of an error, else null. */
  readonly sentence: string | null;
}

/** The commands that this page sent, oldest first. */
export class CommandLog {
  readonly #entries = signal<readonly SentCommand[]>([]);
  readonly #forgotten = signal(0);
  readonly #now: () => number;
  #count = 0;

  readonly entries: ReadonlySignal<readonly SentCommand[]> = this.#entries;
  /** How many of the oldest had to go. */
  readonly forgotten: ReadonlySignal<number> = this.#forgotten;

  /** @param now - milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns the number of the entry */
  begin(command: string, params: object): number {
    const entry = ++this.#count;
    const sent: SentCommand = {
      entry,
      sent: this.#now(),
      command,
      params: { ...params },
      outcome: 'pending',
      sentence: null,
    };
    const entries = [...this.#entries.value, sent];
    this.#forgotten.value += Math.max(0, entries.length - LONGEST);
    this.#entries.value = entries.slice(-LONGEST);
    return entry;
  }

  /** Forgets all commands. */
  clear(): void {
    this.#entries.value = [];
    this.#forgotten.value = 0;
  }

  succeeded(entry: number): void {
    this.#finish(entry, 'ok', null);
  }

  failed(entry: number, error: CommandError): void {
    this.#finish(entry, 'error', error.message);
  }

  #finish(entry: number, outcome: 'ok' | 'error', sentence: string | null): void {
    this.#entries.value = this.#entries.value.map((sent) =>
      sent.entry === entry ? { ...sent, outcome, sentence } : sent,
    );
  }
}
