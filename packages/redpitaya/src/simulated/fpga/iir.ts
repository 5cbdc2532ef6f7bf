import { constant, RegisterBlock, StoredRegister } from './registers.ts';

/** Registers of the IIR filter at 0x40340000. Its output signal stays 0; coefficients are write-only. */
export class IirRegisters extends RegisterBlock {
  constructor() {
    super({
      256: new StoredRegister(10),
      260: new StoredRegister(2),
      264: constant(0),
      288: new StoredRegister(32),
      512: constant(32),
      516: constant(29),
      520: constant(14),
      544: constant(1),
      548: constant(3),
      552: constant(1000),
    });
  }
}
