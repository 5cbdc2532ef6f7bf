import { biquads, Iir } from '../dsp/iir.ts';
import { computed, constant, RegisterBlock, type RegisterTable, StoredRegister } from './registers.ts';

/** What the IIR filter's registers do beyond keeping numbers. */
export interface IirActions {
  /** Sticky overflow bits at `cycle`. */
  overflow(cycle: number): number;
  /** Cycles per sample, switched on, and whether the filter is passed by; in force from the cycle after `cycle`. */
  changed(loops: number, on: boolean, shortcut: boolean): void;
  inputFilter(register: number): void;
  /** Coefficient `index` (0 b0, 1 b1, 2 a1, 3 a2) of a biquad, s32 with 2^29 = 1.0. */
  coefficient(biquad: number, index: number, word: number): void;
}

const COEFFICIENTS = 0x8000;
/** Per biquad four coefficients of two words each, of which only the low one counts. */
const BIQUAD_SIZE = 32;
const COEFFICIENT_SIZE = 8;

function coefficients(actions: IirActions): RegisterTable {
  return Array.from({ length: biquads * 4 }, (_, n) => {
    const [biquad, index] = [n >> 2, n & 3];
    const write = (value: number): void => actions.coefficient(biquad, index, value | 0);
    return [
      COEFFICIENTS + BIQUAD_SIZE * biquad + COEFFICIENT_SIZE * index,
      computed(() => 0, write),
    ] as const;
  });
}

/** Registers of the IIR filter at 0x40340000; coefficients are write-only. */
export class IirRegisters extends RegisterBlock {
  constructor(actions: IirActions) {
    const loops = new StoredRegister(10);
    const flags = new StoredRegister(2);
    const filter = new StoredRegister(32);
    super(
      [
        [0x100, loops],
        [0x104, flags],
        [0x108, computed((cycle) => actions.overflow(cycle))],
        [0x120, filter],
        [0x200, constant(32)],
        [0x204, constant(29)],
        [0x208, constant(biquads)],
        [0x220, constant(1)],
        [0x224, constant(3)],
        [0x228, constant(1000)],
        ...coefficients(actions),
      ],
      (offset) => {
        if (offset === 0x120) actions.inputFilter(filter.value);
        else if (offset < COEFFICIENTS)
          actions.changed(loops.value, (flags.value & 1) !== 0, flags.value >= 2);
      },
    );
  }
}

/** The IIR filter's registers and its block, which is stepped while it is switched on or passed by. */
export class IirModule {
  readonly registers: IirRegisters;
  readonly block = new Iir();
  #active = false;

  /** @param settle - brings everything that is stepped to a cycle */
  constructor(settle: (cycle: number) => void) {
    const { block } = this;
    this.registers = new IirRegisters({
      overflow: (cycle) => {
        if (this.#active) settle(cycle);
        return block.overflow;
      },
      changed: (loops, on, shortcut) => {
        this.#active = on || shortcut;
        block.configure(loops, on, shortcut);
      },
      inputFilter: (register) => block.filter.configure(register),
      coefficient: (biquad, index, word) => block.setCoefficient(biquad, index, word),
    });
  }

  /** Its output is not 0 for good, and depends on what it remembers. */
  get isActive(): boolean {
    return this.#active;
  }
}
