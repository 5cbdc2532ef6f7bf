import type { Operation } from '../link/batch.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { ReadBackError } from './errors.ts';

/** What a read of a {@link RegisterBatch} will deliver once the batch was sent. */
export class ReadWords {
  #words: Uint32Array | null = null;

  /** All words, address ascending. */
  get words(): Uint32Array {
    if (this.#words === null) throw new Error('The registers have not been read yet: send the batch first.');
    return this.#words;
  }

  /** One word of them. */
  word(index = 0): number {
    const word = this.words[index];
    if (word === undefined) throw new RangeError(`The read has no word ${index}.`);
    return word;
  }

  /** @internal */
  deliver(words: Uint32Array): void {
    this.#words = words;
  }
}

/** Collects register accesses, to be sent together in the order in which they were collected. */
export class RegisterBatch {
  readonly #operations: Operation[] = [];
  readonly #reads = new Map<number, ReadWords>();
  readonly #given = new Map<number, number>();

  /** Writes one word, or several with ascending addresses. */
  write(address: number, words: number | Uint32Array): void {
    this.#operations.push({
      op: 'write',
      address,
      words: typeof words === 'number' ? Uint32Array.of(words) : words,
    });
  }

  /**
   * Writes a setting if there is one; a setting that was not given is left alone. Where a later read of the batch
   * covers the register, {@link send} checks that it holds what was written.
   */
  writeGiven(address: number, word: number | undefined): void {
    if (word === undefined) return;
    this.write(address, word);
    this.#given.set(address, word);
  }

  /** Reads `count` words with ascending addresses, into memory of that length if it is given. */
  read(address: number, count = 1, into?: Uint32Array): ReadWords {
    const words = new ReadWords();
    this.#reads.set(this.#operations.length, words);
    this.#operations.push({ op: 'read', address, count, into });
    return words;
  }

  /**
   * Sends everything at once; the reads then hold their words.
   *
   * @param signal gives up a batch of reads: see {@link RegisterPort.batch}
   * @throws RegisterLinkError if the link is, or goes, down; ReadBackError if a setting does not read back as written.
   */
  async send(port: RegisterPort, signal?: AbortSignal): Promise<void> {
    const results = await port.batch(this.#operations, signal);
    for (const [index, words] of this.#reads) words.deliver(results[index] ?? new Uint32Array(0));
    for (const [index, { words }] of this.#reads) this.#checkReadBack(index, words);
  }

  #checkReadBack(index: number, words: Uint32Array): void {
    const first = this.#operations[index]?.address ?? 0;
    for (const [address, written] of this.#given) {
      const found = words[(address - first) / 4];
      if (found !== undefined && written !== found) throw new ReadBackError(address, written, found);
    }
  }
}
