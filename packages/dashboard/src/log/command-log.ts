import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
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
  // Changed in place: a command costs no copy of thousands, for nobody looks while knobs are turned.
  readonly #kept: SentCommand[] = [];
  readonly #version = signal(0);
  readonly #forgotten = signal(0);
  readonly #now: () => number;
  #count = 0;

  readonly entries: ReadonlySignal<readonly SentCommand[]> = computed(() => {
    void this.#version.value;
    return [...this.#kept];
  });
  /** How many of the oldest had to go. */
  readonly forgotten: ReadonlySignal<number> = this.#forgotten;

  /** @param now - milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * A command is sent.
   *
   * @returns the number of the entry
   */
  begin(command: string, params: object): number {
    const entry = ++this.#count;
    const sent = this.#now();
    this.#kept.push({ entry, sent, command, params: { ...params }, outcome: 'pending', sentence: null });
    batch(() => {
      if (this.#kept.length > LONGEST) {
        this.#kept.shift();
        this.#forgotten.value++;
      }
      this.#version.value++;
    });
    return entry;
  }

  /** Forgets all commands. */
  clear(): void {
    batch(() => {
      this.#kept.length = 0;
      this.#forgotten.value = 0;
      this.#version.value++;
    });
  }

  /** The worker has carried it out. */
  succeeded(entry: number): void {
    this.#finish(entry, 'ok', null);
  }

  /** It failed, or nobody knows. */
  failed(entry: number, error: CommandError): void {
    this.#finish(entry, 'error', error.message);
  }

  #finish(entry: number, outcome: 'ok' | 'error', sentence: string | null): void {
    // The numbers of what is kept follow one another.
    const index = entry - (this.#kept[0]?.entry ?? entry);
    const sent = this.#kept[index];
    if (sent === undefined || sent.entry !== entry) return;
    this.#kept[index] = { ...sent, outcome, sentence };
    this.#version.value++;
  }
}
