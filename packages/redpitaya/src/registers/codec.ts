/** How one parameter is kept in a register. */
export interface Codec<T> {
  /**
   * The register's code for `value`, rounded to the register's grid.
   *
   * @throws ValueOutOfRangeError if the register has no such value; never clips.
   */
  encode(value: T): number;
  /** The value that a code, or a whole word with other bits above it, stands for. */
  decode(word: number): T;
}

/** The code of a value, if the value is given. */
export function encodeGiven<T>(codec: Codec<T>, value: T | undefined): number | undefined {
  return value === undefined ? undefined : codec.encode(value);
}
