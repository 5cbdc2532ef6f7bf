import { constant, RegisterBlock, StoredRegister } from './registers.ts';

/** Registers of the IIR filter at 0x40340000. Its output signal stays 0; coefficients are write-only. */
export class IirRegisters extends RegisterBlock {
  constructor() {
    super([
      [0x100, new StoredRegister(10)],
      [0x104, new StoredRegister(2)],
      [0x108, constant(0)],
      [0x120, new StoredRegister(32)],
      [0x200, constant(32)],
      [0x204, constant(29)],
      [0x208, constant(14)],
      [0x220, constant(1)],
      [0x224, constant(3)],
      [0x228, constant(1000)],
    ]);
  }
}
