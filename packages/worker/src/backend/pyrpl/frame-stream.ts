import { CommandError, decodeFrame, encodeFrame } from '@pyrpl-mux/client';

/** Bytes of the length before each frame, and of the length of a frame's header. */
const LENGTH_BYTES = 4;

/** Longest frame [bytes]; a longer one is no frame but something printed. */
const MAX_FRAME = 64 * 1024 * 1024;

/**
 * A message as it goes through a pipe: the length of the frame (u32, little-endian), then a binary frame of PROTOCOL.md,
 * section 10, also where it holds no array.
 */
export function packMessage(message: object): Uint8Array {
  const encoded = encodeFrame(message, 'binary');
  const frame = typeof encoded === 'string' ? withoutArrays(encoded) : encoded;
  const packed = new Uint8Array(LENGTH_BYTES + frame.byteLength);
  new DataView(packed.buffer).setUint32(0, frame.byteLength, true);
  packed.set(frame, LENGTH_BYTES);
  return packed;
}

/** A binary frame that is only a header. */
function withoutArrays(text: string): Uint8Array {
  const header = new TextEncoder().encode(text);
  const frame = new Uint8Array(LENGTH_BYTES + header.byteLength);
  new DataView(frame.buffer).setUint32(0, header.byteLength, true);
  frame.set(header, LENGTH_BYTES);
  return frame;
}

/** Makes messages of the pieces in which a pipe delivers them. */
export class MessageReader {
  readonly #length = new Uint8Array(LENGTH_BYTES);
  #frame: Uint8Array | null = null;
  #filled = 0;

  /**
   * Takes the next piece.
   *
   * @returns the messages that it completes
   * @throws CommandError `bad_message` if it is no part of a frame; nothing can be read after that
   */
  push(piece: Uint8Array): unknown[] {
    const messages: unknown[] = [];
    for (let rest = piece; rest.byteLength > 0; ) {
      const target = this.#frame ?? this.#length;
      const part = rest.subarray(0, target.byteLength - this.#filled);
      target.set(part, this.#filled);
      this.#filled += part.byteLength;
      rest = rest.subarray(part.byteLength);
      if (this.#filled < target.byteLength) continue;
      this.#filled = 0;
      if (this.#frame === null) {
        this.#frame = new Uint8Array(this.#readLength());
        continue;
      }
      messages.push(decodeFrame(this.#frame));
      this.#frame = null;
    }
    return messages;
  }

  #readLength(): number {
    const length = new DataView(this.#length.buffer).getUint32(0, true);
    if (length >= LENGTH_BYTES && length <= MAX_FRAME) return length;
    throw new CommandError('bad_message', `A frame of ${length} bytes was announced, which is none.`);
  }
}
