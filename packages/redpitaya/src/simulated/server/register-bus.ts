/** The registers behind a register server: 32-bit words at byte addresses that are multiples of 4. */
export interface RegisterBus {
  /** Reads `count` words, address ascending. */
  read(address: number, count: number): Uint32Array;
  /** Writes `words`, address ascending. */
  write(address: number, words: Uint32Array): void;
}
