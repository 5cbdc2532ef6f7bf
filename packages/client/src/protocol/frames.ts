/**
 * Frames: PROTOCOL.md, section 10. A message becomes one text frame or one binary frame, and back.
 *
 * Raw data is little-endian, as is every processor this runs on.
 *
 * @packageDocumentation
 */
import { CommandError } from './errors.ts';
import { numberListText } from './number-text.ts';

/** How arrays travel: as plain JSON lists, or as raw bytes in binary frames. */
export type ArrayEncoding = 'json' | 'binary';

/** The arrays that have a dtype of the protocol. */
export type TypedArray = Float32Array | Float64Array | Int16Array | Int32Array | Uint32Array;

interface TypedArrayConstructor {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray;
  readonly BYTES_PER_ELEMENT: number;
}

const KINDS: ReadonlyMap<string, TypedArrayConstructor> = new Map<string, TypedArrayConstructor>([
  ['<f4', Float32Array],
  ['<f8', Float64Array],
  ['<i2', Int16Array],
  ['<i4', Int32Array],
  ['<u4', Uint32Array],
]);

const REFERENCE = '$array';
const LENGTH_BYTES = 4;
const ALIGNMENT = 8;

/** Most arrays in one binary frame, rows counted: a short header must not make a receiver build millions of views. */
export const MAX_ARRAYS = 4096;

/** Deepest nesting in the header of a binary frame. */
export const MAX_DEPTH = 64;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function dtypeOf(value: unknown): string | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  for (const [dtype, kind] of KINDS) if (value instanceof kind) return dtype;
  return undefined;
}

/** Whether a value is one of the arrays that have a dtype of the protocol. */
export function isTypedArray(value: unknown): value is TypedArray {
  return dtypeOf(value) !== undefined;
}

/** Rows of a two-dimensional array: a list of equally long, non-empty typed arrays of one kind. */
function isMatrix(list: readonly unknown[]): list is readonly TypedArray[] {
  const [first] = list;
  const dtype = dtypeOf(first);
  if (!isTypedArray(first) || first.length === 0) return false;
  return list.every((row) => isTypedArray(row) && dtypeOf(row) === dtype && row.length === first.length);
}

type WriteArray = (rows: readonly TypedArray[], shape: readonly number[]) => string;

/** JSON text of a value whose typed arrays are written by `writeArray`; undefined for what JSON leaves out. */
function serialize(value: unknown, writeArray: WriteArray): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isTypedArray(value)) return writeArray([value], [value.length]);
  if (ArrayBuffer.isView(value))
    throw new TypeError(
      `${value.constructor.name} is not one of Float32Array, Float64Array, Int16Array, Int32Array, Uint32Array`,
    );
  if ('toJSON' in value && typeof value.toJSON === 'function') return JSON.stringify(value);
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    if (isMatrix(list)) return writeArray(list, [list.length, list[0]?.length ?? 0]);
    if (!list.some((item) => typeof item === 'object' && item !== null)) return JSON.stringify(list);
    return `[${list.map((item) => serialize(item, writeArray) ?? 'null').join(',')}]`;
  }
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (key === REFERENCE) throw new TypeError(`the key "${REFERENCE}" is reserved`);
    const text = serialize(member, writeArray);
    if (text !== undefined) members.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${members.join(',')}}`;
}

const writeList: WriteArray = (rows, shape) => {
  const lists = rows.map(numberListText);
  return shape.length === 1 ? lists.join() : `[${lists.join(',')}]`;
};

/** Gives memory of exactly so many bytes, whatever they hold. */
export type Allocate = (bytes: number) => Uint8Array<ArrayBuffer>;

function encodeBinary(message: object, allocate: Allocate): string | Uint8Array<ArrayBuffer> {
  const placed: { readonly offset: number; readonly row: TypedArray }[] = [];
  let end = 0;
  const header = serialize(message, (rows, shape) => {
    const start = align(end);
    end = start;
    for (const row of rows) {
      placed.push({ offset: end, row });
      end += row.byteLength;
    }
    if (placed.length > MAX_ARRAYS) throw new TypeError(`it holds more than ${MAX_ARRAYS} arrays`);
    return JSON.stringify({ [REFERENCE]: { dtype: dtypeOf(rows[0]), shape, offset: start } });
  });
  if (header === undefined) throw new TypeError('it is not an object');
  if (placed.length === 0) return header;

  const headerBytes = encoder.encode(header);
  const dataStart = align(LENGTH_BYTES + headerBytes.length);
  const frame = allocate(dataStart + end);
  new DataView(frame.buffer, frame.byteOffset).setUint32(0, headerBytes.length, true);
  frame.set(headerBytes, LENGTH_BYTES);
  let written = LENGTH_BYTES + headerBytes.length;
  for (const { offset, row } of placed) {
    frame.fill(0, written, dataStart + offset);
    frame.set(new Uint8Array(row.buffer, row.byteOffset, row.byteLength), dataStart + offset);
    written = dataStart + offset + row.byteLength;
  }
  return frame;
}

/**
 * One message as a frame. With `binary` a message that holds typed arrays becomes a binary frame, any other a text frame.
 *
 * @param message - a JSON-able object; typed arrays of the five kinds may stand anywhere in it
 * @param allocate - where a binary frame gets its memory
 * @throws CommandError `invalid_params` if the message cannot travel (a cycle, a bigint, an array of another kind)
 */
export function encodeFrame(
  message: object,
  arrays: ArrayEncoding,
  allocate: Allocate = (bytes) => new Uint8Array(bytes),
): string | Uint8Array<ArrayBuffer> {
  try {
    return arrays === 'binary' ? encodeBinary(message, allocate) : (serialize(message, writeList) ?? 'null');
  } catch (cause) {
    throw new CommandError(
      'invalid_params',
      `The message cannot be written as a frame: ${cause instanceof Error ? cause.message : String(cause)}. It was not sent.`,
      { cause },
    );
  }
}

function badFrame(what: string, cause?: unknown): CommandError {
  return new CommandError(
    'bad_message',
    `${what} Nothing was done. Frames are described in PROTOCOL.md, section 10.`,
    {
      cause,
    },
  );
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badFrame(`${what} is not JSON.`, cause);
  }
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && typeof value === 'number' && value >= 0;
}

/** Reads the arrays of one binary frame. */
class ArrayReader {
  readonly #data: Uint8Array;
  #arrays = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** Replaces every reference in a value fresh from `JSON.parse`, in place. */
  resolve(value: unknown, depth = 0): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) throw badFrame(`The header is nested deeper than ${MAX_DEPTH} levels.`);
    if (Object.hasOwn(value, REFERENCE)) return this.#read(value);
    for (const [key, member] of Object.entries(value)) {
      if (typeof member !== 'object' || member === null) continue;
      Object.defineProperty(value, key, { value: this.resolve(member, depth + 1) });
    }
    return value;
  }

  #read(holder: object): TypedArray | TypedArray[] {
    const reference: unknown = REFERENCE in holder ? holder[REFERENCE] : undefined;
    if (Object.keys(holder).length !== 1 || typeof reference !== 'object' || reference === null)
      throw badFrame(`"${REFERENCE}" must be an object and stand alone.`);
    const { dtype, shape, offset }: { dtype?: unknown; shape?: unknown; offset?: unknown } = reference;
    const kind = typeof dtype === 'string' ? KINDS.get(dtype) : undefined;
    if (kind === undefined)
      throw badFrame(`The dtype of an array is not one of ${[...KINDS.keys()].join(' ')}.`);
    if (!isCount(offset) || offset % ALIGNMENT !== 0)
      throw badFrame(`The offset of an array is not a multiple of ${ALIGNMENT}.`);
    if (!Array.isArray(shape) || !shape.every(isCount) || shape.length < 1 || shape.length > 2)
      throw badFrame('The shape of an array is not a list of one or two counts.');

    const [rows, columns] = shape.length === 1 ? [1, shape[0] ?? 0] : [shape[0] ?? 0, shape[1] ?? 0];
    if (shape.length === 2 && rows * columns === 0) throw badFrame('A two-dimensional array is empty.');
    const rowBytes = columns * kind.BYTES_PER_ELEMENT;
    if (offset + rows * rowBytes > this.#data.byteLength)
      throw badFrame('An array reaches beyond the end of the frame.');
    this.#arrays += rows;
    if (this.#arrays > MAX_ARRAYS) throw badFrame(`It holds more than ${MAX_ARRAYS} arrays.`);

    const start = this.#data.byteOffset + offset;
    const view = (row: number): TypedArray => new kind(this.#data.buffer, start + row * rowBytes, columns);
    return shape.length === 1 ? view(0) : Array.from({ length: rows }, (_, row) => view(row));
  }
}

function decodeBinary(received: Uint8Array): unknown {
  if (received.byteLength < LENGTH_BYTES)
    throw badFrame('The binary frame is shorter than its length field.');
  // Views need aligned memory, and a frame may stand anywhere in the buffer it was received in. Not `slice`, which does
  // not copy where the frame is a Buffer of Node.
  const frame = received.byteOffset % ALIGNMENT === 0 ? received : new Uint8Array(received);
  const headerLength = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  const headerEnd = LENGTH_BYTES + headerLength;
  if (headerEnd > frame.byteLength)
    throw badFrame(
      `The binary frame announces a header of ${headerLength} bytes, but has ${frame.byteLength - LENGTH_BYTES}.`,
    );
  let header: string;
  try {
    header = decoder.decode(frame.subarray(LENGTH_BYTES, headerEnd));
  } catch (cause) {
    throw badFrame('The header is not UTF-8.', cause);
  }
  const dataStart = align(headerEnd);
  // A frame without data may end before it would start, where no view could stand.
  const data = dataStart <= frame.byteLength ? frame.subarray(dataStart) : new Uint8Array();
  return new ArrayReader(data).resolve(parseJson(header, 'The header'));
}

/**
 * The message of a frame. Arrays of a binary frame are views into it: a typed array, or a list of them for two dimensions.
 *
 * @throws CommandError `bad_message` with a sentence that says what is wrong with the frame
 */
export function decodeFrame(frame: string | Uint8Array | ArrayBuffer): unknown {
  if (typeof frame === 'string') return parseJson(frame, 'The text frame');
  return decodeBinary(frame instanceof ArrayBuffer ? new Uint8Array(frame) : frame);
}
