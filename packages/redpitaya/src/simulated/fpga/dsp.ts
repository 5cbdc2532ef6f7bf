import type { RegisterBlock } from './registers.ts';

/** Number of a signal of the DSP matrix, as the input muxes code it. */
export const SIGNAL = {
  pid0: 0,
  pid1: 1,
  pid2: 2,
  trig: 3,
  iir: 4,
  iq0: 5,
  iq1: 6,
  iq2: 7,
  asg0: 8,
  asg1: 9,
  in1: 10,
  in2: 11,
  out1: 12,
  out2: 13,
  iq2Second: 14,
  off: 15,
} as const;

/** Which signals the modules listen to and which outputs they drive. */
export interface Routing {
  /** Input mux of slots 0-11, a signal number each. */
  readonly inputs: readonly number[];
  /** Direct outputs of slots 0-9: bit 0 out1, bit 1 out2. */
  readonly outputs: readonly number[];
  /** Sync bits, one per slot 0-7. */
  readonly sync: number;
  /** The inputs carry the output sums instead of the converters' values. */
  readonly digitalLoop: boolean;
}

/** Routing after the image was loaded. */
export const ROUTING_RESET: Routing = {
  inputs: [10, 10, 10, 10, 10, 10, 10, 10, 10, 11, 15, 15],
  outputs: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  sync: 0xff,
  digitalLoop: false,
};

/** What the DSP bases do beyond keeping numbers. */
export interface DspActions {
  routing(): Routing;
  changed(routing: Routing, cycle: number): void;
  /** Present value of a signal, s14. */
  signal(number: number, cycle: number): number;
  /** Bit 0 out1 is saturated, bit 1 out2. */
  saturation(cycle: number): number;
}

const SLOT_SIZE = 0x10000;

/** The DSP bases at 0x40300000: five registers common to all slots, the rest belongs to the slot's module. */
export class DspRegisters {
  readonly #modules: ReadonlyMap<number, RegisterBlock>;
  readonly #actions: DspActions;

  /** @param modules - registers from 0x100 on, by slot */
  constructor(modules: ReadonlyMap<number, RegisterBlock>, actions: DspActions) {
    this.#modules = modules;
    this.#actions = actions;
  }

  read(address: number, cycle: number): number {
    const slot = Math.floor(address / SLOT_SIZE);
    const offset = address % SLOT_SIZE;
    const routing = this.#actions.routing();
    switch (offset) {
      case 0x00:
        return routing.inputs[slot] ?? 0;
      case 0x04:
        return routing.outputs[slot] ?? 0;
      case 0x08:
        return this.#actions.saturation(cycle);
      case 0x0c:
        return routing.sync;
      case 0x10:
        return this.#actions.signal(slot, cycle) & 0x3fff;
      default:
        return this.#modules.get(slot)?.read(offset, cycle) ?? 0;
    }
  }

  write(address: number, value: number, cycle: number): void {
    const slot = Math.floor(address / SLOT_SIZE);
    const offset = address % SLOT_SIZE;
    const routing = this.#actions.routing();
    if (offset === 0x00 && slot < routing.inputs.length) {
      this.#actions.changed({ ...routing, inputs: routing.inputs.with(slot, value & 15) }, cycle);
    } else if (offset === 0x04 && slot < routing.outputs.length) {
      this.#actions.changed({ ...routing, outputs: routing.outputs.with(slot, value & 3) }, cycle);
    } else if (offset === 0x0c) {
      this.#actions.changed({ ...routing, sync: value & 0xff }, cycle);
    } else if (offset >= 0x100) {
      this.#modules.get(slot)?.write(offset, value, cycle);
    }
  }
}
