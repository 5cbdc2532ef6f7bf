/** First word of the region, by which a driver recognises a simulated board: "SIMU". */
const MAGIC = 0x5349_4d55;

/**
 * What a simulated board tells about itself, in the region 0x40500000, where a real board reads 0: word 0 is "SIMU",
 * word 1 is k, where 2^k are the cycles per step in the coarsest stretch of the last observation of a block with memory.
 */
export class SelfReport {
  readonly #stride: () => number;

  constructor(stride: () => number) {
    this.#stride = stride;
  }

  read(offset: number): number {
    if (offset === 0) return MAGIC;
    return offset === 4 ? Math.log2(this.#stride()) : 0;
  }

  write(): void {
    // Nothing in this region can be written.
  }
}
