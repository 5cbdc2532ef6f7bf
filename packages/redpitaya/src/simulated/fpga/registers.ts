/** One 32-bit word of the register map. */
export interface Register {
  /** The word as an unsigned 32-bit number, as seen by a read at `cycle`. */
  read(cycle: number): number;
  /** A bus write whose strobe is at `cycle`. */
  write(value: number, cycle: number): void;
}

/** A register that keeps the bits of its mask and reads back what was written. */
export class StoredRegister implements Register {
  readonly #mask: number;
  #value: number;

  /**
   * @param bits - number of bits kept, counted from bit 0
   * @param reset - value after the image was loaded
   */
  constructor(bits: number, reset = 0) {
    this.#mask = bits === 32 ? 0xffffffff : 2 ** bits - 1;
    this.#value = reset;
  }

  /** The present value, unsigned. */
  get value(): number {
    return this.#value;
  }

  /** The present value read as two's complement of `bits` bits. */
  signed(bits: number): number {
    return (this.#value << (32 - bits)) >> (32 - bits);
  }

  read(): number {
    return this.#value;
  }

  write(value: number): void {
    this.#value = (value & this.#mask) >>> 0;
  }
}

/** A word that always reads `value`; writes are acknowledged and ignored. */
export function constant(value: number): Register {
  return { read: () => value, write: () => {} };
}

/** A word whose value is worked out at each read, and whose writes (if any) have an effect of their own. */
export function computed(
  read: (cycle: number) => number,
  write: (value: number, cycle: number) => void = () => {},
): Register {
  return { read: (cycle) => read(cycle) >>> 0, write };
}

/** A register table: byte offsets and the registers there. */
export type RegisterTable = readonly (readonly [offset: number, register: Register])[];

/** A region of the bus. Offsets that its table does not name read 0 and swallow writes. */
export class RegisterBlock {
  readonly #registers: ReadonlyMap<number, Register>;
  readonly #written: (offset: number, cycle: number) => void;

  /**
   * @param table - the registers by byte offset
   * @param written - called after a write to one of them has taken effect
   */
  constructor(table: RegisterTable, written: (offset: number, cycle: number) => void = () => {}) {
    this.#registers = new Map(table);
    this.#written = written;
  }

  read(offset: number, cycle: number): number {
    return this.#registers.get(offset)?.read(cycle) ?? 0;
  }

  write(offset: number, value: number, cycle: number): void {
    const register = this.#registers.get(offset);
    if (register === undefined) return;
    register.write(value, cycle);
    this.#written(offset, cycle);
  }
}
