/** Length of a request header, and of the echo that opens every reply [bytes]. */
export const HEADER_BYTES = 8;

/** The most words one header can count: its field has 16 bits. */
export const MAX_WORDS = 0xffff;

/**
 * The register server maps this much memory [bytes] around the address, beginning at a multiple of the same
 * size. It dies when a transfer runs past the end.
 */
export const WINDOW_BYTES = 0x20000;

/** First byte of a header: ASCII `r`, `w` or `c`. */
export const OPCODE = { read: 0x72, write: 0x77, close: 0x63 } as const;

/** What a request asks for. */
export type OperationKind = 'read' | 'write';

const hex = (value: number, digits: number): string =>
  `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;

/** An address as eight hexadecimal digits. */
export const formatAddress = (address: number): string => hex(address, 8);

/** A byte as two hexadecimal digits. */
export const formatByte = (byte: number): string => hex(byte, 2);

/**
 * Refuses a transfer that the register server would not survive.
 *
 * @param address byte address, a multiple of 4
 * @param count number of 32-bit words, 1 to 65535, ending inside the window of {@link WINDOW_BYTES}
 * @throws RangeError with a sentence; nothing was sent.
 */
export function checkSpan(kind: OperationKind, address: number, count: number): void {
  const refuse = (why: string): never => {
    throw new RangeError(`The ${kind} was not sent: ${why}.`);
  };
  if (!Number.isInteger(address) || address < 0 || address > 0xffffffff) {
    refuse(`the address ${address} is not a 32-bit number`);
  }
  if (address % 4 !== 0) refuse(`the address ${formatAddress(address)} is not a multiple of 4`);
  if (!Number.isInteger(count) || count < 1 || count > MAX_WORDS) {
    refuse(`${count} words at ${formatAddress(address)} is not between 1 and ${MAX_WORDS} words`);
  }
  if ((address % WINDOW_BYTES) + 4 * count > WINDOW_BYTES) {
    const end = formatAddress(address - (address % WINDOW_BYTES) + WINDOW_BYTES);
    refuse(
      `${count} words at ${formatAddress(address)} run past ${end}, where the register server's window ends`,
    );
  }
}

/** Writes the header of a request (or of its echo) into `target` at `offset`. */
export function encodeHeader(
  target: Uint8Array,
  offset: number,
  kind: OperationKind,
  address: number,
  count: number,
): void {
  target[offset] = OPCODE[kind];
  target[offset + 1] = 0;
  target[offset + 2] = count & 0xff;
  target[offset + 3] = count >>> 8;
  target[offset + 4] = address & 0xff;
  target[offset + 5] = (address >>> 8) & 0xff;
  target[offset + 6] = (address >>> 16) & 0xff;
  target[offset + 7] = address >>> 24;
}

/** What a header says; `opcode` is the plain byte, for it may be none of {@link OPCODE}. */
export interface Header {
  readonly opcode: number;
  readonly count: number;
  readonly address: number;
}

/** Reads the header that begins at `offset`; eight bytes must be there. */
export function decodeHeader(bytes: Uint8Array, offset = 0): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, HEADER_BYTES);
  return { opcode: view.getUint8(0), count: view.getUint16(2, true), address: view.getUint32(4, true) };
}

/** The bytes of `words` as they travel: little endian, which is also the order of every machine Node runs on here. */
export const bytesOf = (words: Uint32Array): Uint8Array =>
  new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
