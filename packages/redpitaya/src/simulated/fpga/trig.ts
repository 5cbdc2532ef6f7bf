import { computed, constant, RegisterBlock, StoredRegister } from './registers.ts';

/** Registers of the trig module at 0x40330000. Its output signal stays 0 and it never triggers. */
export class TrigRegisters extends RegisterBlock {
  constructor() {
    let armed = 0;
    super([
      [
        0x100,
        computed(
          () => armed,
          () => {
            armed = 1;
          },
        ),
      ],
      [0x104, new StoredRegister(2)],
      [0x108, new StoredRegister(2)],
      [0x10c, new StoredRegister(4)],
      [0x110, new StoredRegister(14)],
      [0x118, new StoredRegister(14)],
      [0x11c, new StoredRegister(14, 20)],
      [0x120, new StoredRegister(32)],
      [0x15c, computed((cycle) => cycle % 2 ** 32)],
      [0x160, computed((cycle) => Math.floor(cycle / 2 ** 32))],
      [0x164, constant(0)],
      [0x168, constant(0)],
      [0x220, constant(1)],
      [0x224, constant(5)],
      [0x228, constant(1)],
    ]);
  }
}
