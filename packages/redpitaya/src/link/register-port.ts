import type { Operation } from './batch.ts';

/** Per operation the words read; a write's are empty. */
export type Results<T extends readonly Operation[]> = { readonly [K in keyof T]: Uint32Array };

type Enqueue = (
  operations: readonly Operation[],
  signal: AbortSignal | undefined,
) => Promise<readonly Uint32Array[]>;

/**
 * One lane's way to the registers. Operations keep their order within the lane.
 *
 * Every method rejects with a RangeError for an impossible address or length, or if thousands of batches wait already, in
 * which cases nothing was sent, and with a RegisterLinkError telling its `effect` if the link is, or goes, down.
 */
export class RegisterPort {
  readonly #enqueue: Enqueue;

  constructor(enqueue: Enqueue) {
    this.#enqueue = enqueue;
  }

  /** Reads `count` 32-bit words, address ascending; the words of one read are not one moment of the board. */
  async read(address: number, count: number): Promise<Uint32Array> {
    const [words] = await this.batch([{ op: 'read', address, count }]);
    return words;
  }

  /** Writes `words`, address ascending, and waits for the board's acknowledgement. The words are copied first. */
  async write(address: number, words: Uint32Array): Promise<void> {
    await this.batch([{ op: 'write', address, words }]);
  }

  /**
   * Queues all operations at once, in order; they are sent without waiting for replies in between, so the batch costs
   * about one round trip.
   *
   * @param signal gives up a batch of reads: what has not been sent is dropped, and it rejects with the signal's reason.
   *   Replies to what was sent still fill the memory that was given for them, before those to anything sent later.
   */
  async batch<const T extends readonly Operation[]>(operations: T, signal?: AbortSignal): Promise<Results<T>>;
  async batch(operations: readonly Operation[], signal?: AbortSignal): Promise<readonly Uint32Array[]> {
    return await this.#enqueue(operations, signal);
  }
}
