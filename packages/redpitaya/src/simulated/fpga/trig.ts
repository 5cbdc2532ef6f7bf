import { computed, constant, RegisterBlock, StoredRegister } from './registers.ts';

/** Registers of the trig module at 0x40330000. Its output signal stays 0 and it never triggers. */
export class TrigRegisters extends RegisterBlock {
  constructor() {
    let armed = 0;
    super({
      256: computed(
        () => armed,
        () => {
          armed = 1;
        },
      ),
      260: new StoredRegister(2),
      264: new StoredRegister(2),
      268: new StoredRegister(4),
      272: new StoredRegister(14),
      280: new StoredRegister(14),
      284: new StoredRegister(14, 20),
      288: new StoredRegister(32),
      348: computed((cycle) => cycle % 2 ** 32),
      352: computed((cycle) => Math.floor(cycle / 2 ** 32)),
      356: constant(0),
      360: constant(0),
      544: constant(1),
      548: constant(5),
      552: constant(1),
    });
  }
}
