import { decodeHeader, HEADER_BYTES, OPCODE } from '../../link/frames.ts';

/** A request as the register server takes it in: a header, and for a write its data. */
export interface Request {
  /** The header's eight bytes, which the reply repeats. */
  readonly header: Uint8Array;
  readonly opcode: number;
  /** Number of words. */
  readonly count: number;
  readonly address: number;
  /** Data of a write; else empty. */
  readonly words: Uint32Array;
}

/** Cuts the byte stream of a client into requests. Bytes after a complete request are left for the next one. */
export class RequestReader {
  readonly #header = new Uint8Array(HEADER_BYTES);
  #headerBytes = 0;
  #data = new Uint8Array(0);
  #dataBytes = 0;

  /** Takes bytes from `chunk` up to the end of one request; returns how many, and the request if it is complete. */
  take(chunk: Uint8Array): { readonly taken: number; readonly request: Request | null } {
    const header = chunk.subarray(0, HEADER_BYTES - this.#headerBytes);
    this.#header.set(header, this.#headerBytes);
    if (header.length > 0) this.#headerBytes += header.length;
    if (this.#headerBytes < HEADER_BYTES) return { taken: header.length, request: null };
    const { opcode, count, address } = decodeHeader(this.#header);
    if (header.length > 0) {
      this.#data = new Uint8Array(opcode === OPCODE.write ? 4 * count : 0);
      this.#dataBytes = 0;
    }
    const data = chunk.subarray(header.length, header.length + this.#data.length - this.#dataBytes);
    this.#data.set(data, this.#dataBytes);
    this.#dataBytes += data.length;
    const taken = header.length + data.length;
    if (this.#dataBytes < this.#data.length) return { taken, request: null };
    this.#headerBytes = 0;
    const request = {
      header: this.#header.slice(),
      opcode,
      count,
      address,
      words: new Uint32Array(this.#data.buffer),
    };
    return { taken, request };
  }
}
