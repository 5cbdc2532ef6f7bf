import type { ExpansionPins, PinRow } from './pins.ts';
import { computed, constant, RegisterBlock, type RegisterTable, StoredRegister } from './registers.ts';

const DNA_LOW = 0x5eed_0001;
const DNA_HIGH = 0x012_3456;

/** Registers of one row of pins: direction, output and level lie 8 bytes apart from `base` on. */
function pinRow(pins: ExpansionPins, row: PinRow, base: number): RegisterTable {
  const direction = new StoredRegister(8);
  const output = new StoredRegister(8);
  const driving = (register: StoredRegister) => ({
    read: () => register.value,
    write: (value: number, cycle: number) => {
      register.write(value);
      pins.configure(row, direction.value, output.value, cycle + 1);
    },
  });
  return [
    [base, driving(direction)],
    [base + 0x08, driving(output)],
    [base + 0x10, computed(() => pins.levels(row))],
  ];
}

/** Housekeeping at 0x40000000: board id, expansion pins, LEDs and the digital loop. */
export class Housekeeping extends RegisterBlock {
  readonly #digitalLoop: StoredRegister;

  /** @param looped - called after the digital loop was set or cleared */
  constructor(pins: ExpansionPins, looped: (cycle: number) => void) {
    const digitalLoop = new StoredRegister(1);
    super(
      [
        [0x00, constant(1)],
        [0x04, constant(DNA_LOW)],
        [0x08, constant(DNA_HIGH)],
        [0x0c, digitalLoop],
        ...pinRow(pins, 'p', 0x10),
        ...pinRow(pins, 'n', 0x14),
        [0x30, new StoredRegister(8)],
      ],
      (offset, cycle) => {
        if (offset === 0x0c) looped(cycle);
      },
    );
    this.#digitalLoop = digitalLoop;
  }

  /** True while the converters are bypassed: the inputs carry the output sums. */
  get digitalLoop(): boolean {
    return this.#digitalLoop.value === 1;
  }
}
