import { constant, RegisterBlock, StoredRegister } from './registers.ts';

const DNA_LOW = 0x5eed_0001;
const DNA_HIGH = 0x012_3456;

/** Housekeeping at 0x40000000: board id, expansion pins, LEDs and the digital loop. */
export class Housekeeping extends RegisterBlock {
  readonly #digitalLoop: StoredRegister;

  /** @param written - called after the digital loop was set or cleared */
  constructor(written: (cycle: number) => void) {
    const digitalLoop = new StoredRegister(1);
    const outputP = new StoredRegister(8);
    const outputN = new StoredRegister(8);
    const directionP = new StoredRegister(8);
    const directionN = new StoredRegister(8);
    super(
      [
        [0x00, constant(1)],
        [0x04, constant(DNA_LOW)],
        [0x08, constant(DNA_HIGH)],
        [0x0c, digitalLoop],
        [0x10, directionP],
        [0x14, directionN],
        [0x18, outputP],
        [0x1c, outputN],
        [0x20, { read: () => outputP.value & directionP.value, write: () => {} }],
        [0x24, { read: () => outputN.value & directionN.value, write: () => {} }],
        [0x30, new StoredRegister(8)],
      ],
      (offset, cycle) => {
        if (offset === 0x0c) written(cycle);
      },
    );
    this.#digitalLoop = digitalLoop;
  }

  /** True while the converters are bypassed: the inputs carry the output sums. */
  get digitalLoop(): boolean {
    return this.#digitalLoop.value === 1;
  }
}
