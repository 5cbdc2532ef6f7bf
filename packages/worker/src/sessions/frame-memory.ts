/** Smaller frames get memory of their own [bytes]: the collector deals with those. */
const LEAST_BYTES = 16_384;

/** Longer frames are too rare to keep memory for [bytes]. */
const MOST_BYTES = 1_048_576;

/** Pieces of memory that are kept. */
const KEPT = 2;

/** The memory of a client's binary frames, used again and again: traces of 256 kB each would keep the collector busy. */
export class FrameMemory {
  readonly #free: ArrayBuffer[] = [];

  /** Memory of exactly so many bytes, which hold anything. */
  take(bytes: number): Uint8Array<ArrayBuffer> {
    const index = this.#free.findIndex(({ byteLength }) => byteLength >= bytes && byteLength < 2 * bytes);
    const [memory = new ArrayBuffer(bytes)] = index < 0 ? [] : this.#free.splice(index, 1);
    return new Uint8Array(memory, 0, bytes);
  }

  /** Takes the memory of a frame back: nobody reads it any more. */
  give({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (buffer.byteLength < LEAST_BYTES || buffer.byteLength > MOST_BYTES) return;
    this.#free.push(buffer);
    if (this.#free.length > KEPT) this.#free.shift();
  }
}
