import { FileError } from './file-system.ts';

/** What an uploaded FPGA image turns out to be. */
export type Bitstream =
  | { readonly kind: 'pyrpl' | 'stock' }
  /** `refused`: the FPGA keeps what it has. `broken`: it has lost that, and carries nothing now. */
  | { readonly kind: 'refused' | 'broken'; readonly reason: string };

/** The configuration logic wakes up at this word, as it stands in a byte-swapped `.bin` (UG470, table 5-19). */
const SYNC_WORD = Buffer.from('665599aa', 'hex');
/** Packet that writes the register IDCODE, and the number of an XC7Z010 (UG470, table 5-23; UG585). */
const ID_CODE = Buffer.from('0180013093207203', 'hex');
/** Size of the configuration of an XC7Z010 with its header, as Vivado writes it [bytes]. */
const IMAGE_BYTES = 2_083_740;
/** The synchronisation word stands within the first bytes. */
const HEADER_BYTES = 1024;
/** What tells the stand-in for Red Pitaya's own image from others: it is ours, and carries no configuration. */
const STOCK_MARK = Buffer.from('stock image of a simulated board');

/** The FPGA image that a simulated board has from the factory: header and size only. */
export function createStockImage(): Uint8Array {
  const image = Buffer.alloc(IMAGE_BYTES);
  image.fill(0xff, 0, 48);
  SYNC_WORD.copy(image, 48);
  ID_CODE.copy(image, 124);
  STOCK_MARK.copy(image, 256);
  return image;
}

/**
 * Recognises an FPGA image by its structure. One that fits the chip and is not the stock one counts as PyRPL's: nobody
 * can tell more without running it.
 */
export function recogniseBitstream(data: Uint8Array): Bitstream {
  const image = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const header = image.subarray(0, HEADER_BYTES);
  if (!header.includes(SYNC_WORD)) {
    return { kind: 'refused', reason: 'Invalid bitstream, could not find a sync word' };
  }
  if (!header.includes(ID_CODE)) return { kind: 'broken', reason: 'IDCODE mismatch' };
  if (image.length !== IMAGE_BYTES) return { kind: 'broken', reason: 'FPGA is not done after the write' };
  return { kind: header.includes(STOCK_MARK) ? 'stock' : 'pyrpl' };
}

/**
 * The name of the image in a compiled device tree overlay (property `firmware-name`).
 *
 * @throws FileError if it is no compiled device tree
 */
export function firmwareName(path: string, data: Uint8Array): string {
  const tree = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const magic = 0xd00d_feed;
  if (tree.length < 40 || tree.readUInt32BE(0) !== magic || tree.readUInt32BE(4) > tree.length) {
    throw new FileError(path, 'Invalid device tree blob');
  }
  return /fpga(?:\.bit)?\.bin(?=\0)/.exec(tree.toString('latin1'))?.[0] ?? '';
}

/** A segment of a program, as its program headers list it. */
export interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly flags: number;
  readonly alignment: number;
}

/** An ARM program. */
export interface Elf {
  readonly entry: number;
  readonly segments: readonly Segment[];
  /** Path of its program interpreter, which must exist; empty if it needs none. */
  readonly interpreter: string;
  /** Whether it is a register server, whatever its name. */
  readonly isRegisterServer: boolean;
}

const ELF_ARM = {
  magic: 0x7f45_4c46,
  machine: 40,
  headerBytes: 52,
  segmentBytes: 32,
  interpreter: 3,
} as const;
/** What a register server says and opens (monitor_server.c). */
const REGISTER_SERVER_TEXTS = ['/dev/mem', 'Incoming client connection accepted!'] as const;

/** Reads the headers of a 32-bit little-endian ARM program; null if it is none. */
export function parseElf(data: Uint8Array): Elf | null {
  const file = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (file.length < ELF_ARM.headerBytes || file.readUInt32BE(0) !== ELF_ARM.magic) return null;
  if (file[4] !== 1 || file[5] !== 1 || file.readUInt16LE(18) !== ELF_ARM.machine) return null;
  const start = file.readUInt32LE(28);
  const count = file.readUInt16LE(44);
  if (start + count * ELF_ARM.segmentBytes > file.length) return null;
  const segments = Array.from({ length: count }, (_, index): Segment => {
    const word = (field: number): number =>
      file.readUInt32LE(start + index * ELF_ARM.segmentBytes + 4 * field);
    return {
      type: word(0),
      offset: word(1),
      address: word(2),
      fileSize: word(4),
      memorySize: word(5),
      flags: word(6),
      alignment: word(7),
    };
  });
  const named = segments.find(({ type }) => type === ELF_ARM.interpreter);
  const interpreter =
    named === undefined
      ? ''
      : file.toString('latin1', named.offset, named.offset + Math.max(named.fileSize - 1, 0));
  const isRegisterServer = REGISTER_SERVER_TEXTS.every((text) => file.includes(text));
  return { entry: file.readUInt32LE(24), segments, interpreter, isRegisterServer };
}

/**
 * A program that counts as a register server and is nothing but headers: what PyRPL has left behind on a board that it
 * has used before.
 */
export function createRegisterServer(interpreter: string): Uint8Array {
  const path = Buffer.from(`${interpreter}\0`);
  const texts = Buffer.from(`${REGISTER_SERVER_TEXTS.join('\0')}\0`);
  const start = ELF_ARM.headerBytes + ELF_ARM.segmentBytes;
  const file = Buffer.alloc(start + path.length + texts.length);
  file.writeUInt32BE(ELF_ARM.magic, 0);
  file.set([1, 1, 1], 4);
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(ELF_ARM.machine, 18);
  file.writeUInt32LE(1, 20);
  file.writeUInt32LE(0x8000, 24);
  file.writeUInt32LE(ELF_ARM.headerBytes, 28);
  file.writeUInt16LE(ELF_ARM.headerBytes, 40);
  file.writeUInt16LE(ELF_ARM.segmentBytes, 42);
  file.writeUInt16LE(1, 44);
  const segment = [
    ELF_ARM.interpreter,
    start,
    0x8000 + start,
    0x8000 + start,
    path.length,
    path.length,
    4,
    1,
  ];
  for (const [field, value] of segment.entries()) file.writeUInt32LE(value, ELF_ARM.headerBytes + 4 * field);
  path.copy(file, start);
  texts.copy(file, start + path.length);
  return file;
}
