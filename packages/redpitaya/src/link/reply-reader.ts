import type { Piece } from './batch.ts';
import { bytesOf, encodeHeader, formatAddress, formatByte, HEADER_BYTES } from './frames.ts';

/**
 * Takes the register server's byte stream apart. The order of the replies is all that matches them to requests, so
 * every byte of each echoed header is compared with the oldest request.
 */
export class ReplyReader {
  readonly #oldest: () => Piece | undefined;
  readonly #complete: (piece: Piece) => void;
  readonly #expected = new Uint8Array(HEADER_BYTES);
  #piece: Piece | null = null;
  #headerBytes = 0;
  #dataBytes = 0;

  /**
   * @param oldest the oldest request that is not answered yet
   * @param complete called when that request's reply is complete; afterwards `oldest` must tell the next one
   */
  constructor(oldest: () => Piece | undefined, complete: (piece: Piece) => void) {
    this.#oldest = oldest;
    this.#complete = complete;
  }

  /** Whether a reply has begun and is not complete. */
  get midReply(): boolean {
    return this.#piece !== null;
  }

  /** Takes the next bytes; returns a sentence if they cannot be what was asked for, after which all is lost. */
  push(chunk: Uint8Array): string | null {
    let position = 0;
    while (position < chunk.length) {
      const piece = this.#piece ?? this.#begin();
      if (piece === null) return `It sent ${chunk.length - position} bytes that nobody asked for.`;
      for (
        ;
        this.#headerBytes < HEADER_BYTES && position < chunk.length;
        position += 1, this.#headerBytes += 1
      ) {
        const mismatch = this.#compare(piece, chunk[position] ?? 0);
        if (mismatch !== null) return mismatch;
      }
      if (this.#headerBytes < HEADER_BYTES) return null;
      position += this.#takeData(piece, chunk.subarray(position));
    }
    return null;
  }

  #begin(): Piece | null {
    const piece = this.#oldest();
    if (piece === undefined) return null;
    encodeHeader(this.#expected, 0, piece.kind, piece.address, piece.count);
    this.#headerBytes = 0;
    this.#dataBytes = 0;
    this.#piece = piece;
    return piece;
  }

  #compare({ kind, count, address }: Piece, byte: number): string | null {
    const expected = this.#expected[this.#headerBytes] ?? 0;
    if (byte === expected) return null;
    return (
      `Its reply does not belong to the oldest request, a ${kind} of ${count} words at ${formatAddress(address)}: ` +
      `byte ${this.#headerBytes + 1} of the header is ${formatByte(byte)} instead of ${formatByte(expected)}.`
    );
  }

  #takeData(piece: Piece, available: Uint8Array): number {
    const length = piece.kind === 'read' ? 4 * piece.count : 0;
    const taken = available.subarray(0, length - this.#dataBytes);
    if (taken.length > 0) bytesOf(piece.words).set(taken, this.#dataBytes);
    this.#dataBytes += taken.length;
    if (this.#dataBytes === length) {
      this.#piece = null;
      this.#complete(piece);
    }
    return taken.length;
  }
}
