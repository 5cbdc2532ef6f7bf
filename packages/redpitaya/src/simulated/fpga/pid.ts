import { computed, constant, RegisterBlock, StoredRegister } from './registers.ts';

/** What the registers of one PID module ask for; gains and levels as signed register codes. */
export interface PidSettings {
  readonly setpoint: number;
  readonly p: number;
  readonly i: number;
  readonly filter: number;
  readonly min: number;
  readonly max: number;
  /** Gains stopped while the sync bit is 0: bit 0 I, bit 1 P. */
  readonly pause: number;
  /** The other PID's filtered input stands in for the setpoint. */
  readonly differential: boolean;
}

/** What a PID module does beyond keeping numbers. */
export interface PidActions {
  /** Integer part of the integrator at `cycle`, s16. */
  integrator(cycle: number): number;
  /** Loads the integrator with `value` (s16). */
  load(value: number, cycle: number): void;
  /** New settings are in force from the cycle after `cycle`. */
  changed(settings: PidSettings, cycle: number): void;
}

const LOAD = 0x100;

/** Registers of one of pid0-2, at its DSP base. */
export class PidRegisters extends RegisterBlock {
  constructor(actions: PidActions) {
    const setpoint = new StoredRegister(14);
    const p = new StoredRegister(24);
    const i = new StoredRegister(24);
    const filter = new StoredRegister(32);
    const min = new StoredRegister(14, 0x2000);
    const max = new StoredRegister(14, 0x1fff);
    const pause = new StoredRegister(4, 7);
    super(
      {
        [LOAD]: computed(
          (cycle) => actions.integrator(cycle),
          (value, cycle) => actions.load((value << 16) >> 16, cycle),
        ),
        260: setpoint,
        264: p,
        268: i,
        272: new StoredRegister(24),
        288: filter,
        292: min,
        296: max,
        300: pause,
        512: constant(12),
        516: constant(32),
        520: constant(10),
        524: constant(24),
        544: constant(4),
        548: constant(5),
        552: constant(10),
      },
      (offset, cycle) => {
        if (offset === LOAD) return;
        const settings = {
          setpoint: setpoint.signed(14),
          p: p.signed(24),
          i: i.signed(24),
          filter: filter.value,
          min: min.signed(14),
          max: max.signed(14),
          pause: pause.value & 7,
          differential: pause.value >= 8,
        };
        actions.changed(settings, cycle);
      },
    );
  }
}

/** Settings after the image was loaded. */
export const PID_RESET: PidSettings = {
  setpoint: 0,
  p: 0,
  i: 0,
  filter: 0,
  min: -8192,
  max: 8191,
  pause: 7,
  differential: false,
};
