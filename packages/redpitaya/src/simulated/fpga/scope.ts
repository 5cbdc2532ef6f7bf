import { computed, RegisterBlock, StoredRegister } from './registers.ts';

/** What the scope's registers ask for. */
export interface ScopeSettings {
  /** Does not stop writing at the end of the delay. */
  readonly keep: boolean;
  /** s14 counts. */
  readonly threshold: number;
  /** s14 counts. */
  readonly hysteresis: number;
  /** Samples written after the trigger. */
  readonly delay: number;
  /** Cycles per sample, at least 1. */
  readonly decimation: number;
  readonly average: boolean;
  /** Cycles during which further generator triggers are ignored. */
  readonly debounce: number;
}

/** The scope's state, as its read-only registers show it. */
export interface ScopeState {
  readonly writing: boolean;
  readonly delayRunning: boolean;
  readonly triggerSource: number;
  readonly writePointer: number;
  readonly triggerPointer: number;
  readonly samplesBeforeTrigger: number;
  readonly pretriggerOk: boolean;
  /** Cycle of the last trigger or reset. */
  readonly triggerCycle: number;
}

/** What the scope does beyond keeping numbers. */
export interface ScopeActions {
  state(cycle: number): ScopeState;
  arm(cycle: number): void;
  reset(cycle: number): void;
  triggerSource(source: number, cycle: number): void;
  changed(settings: ScopeSettings, cycle: number): void;
  /** Present value of an input after its mux, s14. */
  input(channel: 0 | 1, cycle: number): number;
}

/** Settings after the image was loaded. */
export const SCOPE_RESET: ScopeSettings = {
  keep: false,
  threshold: 0,
  hysteresis: 20,
  delay: 8192,
  decimation: 0x2000,
  average: false,
  debounce: 62500,
};

/** Samples in a buffer. */
export const BUFFER_LENGTH = 16384;

const CONTROL = 0x00;
const TRIGGER_SOURCE = 0x04;
const SETTINGS = new Set([CONTROL, 0x08, 0x10, 0x14, 0x20, 0x28, 0x90]);

const low = (cycle: number): number => cycle % 2 ** 32;
const high = (cycle: number): number => Math.floor(cycle / 2 ** 32);

/** The scope's registers at 0x40100000, but for the two buffers. */
export class ScopeRegisters extends RegisterBlock {
  constructor(actions: ScopeActions) {
    let keep = 0;
    const threshold = new StoredRegister(14);
    const delay = new StoredRegister(32, SCOPE_RESET.delay);
    const decimation = new StoredRegister(17, SCOPE_RESET.decimation);
    const hysteresis = new StoredRegister(14, SCOPE_RESET.hysteresis);
    const average = new StoredRegister(1);
    const debounce = new StoredRegister(20, SCOPE_RESET.debounce);
    const control = (cycle: number): number => {
      const state = actions.state(cycle);
      return (state.writing ? 1 : 0) | (state.delayRunning ? 4 : 0) | (keep << 3);
    };
    const execute = (value: number, cycle: number): void => {
      keep = (value >> 3) & 1;
      if (value & 2) actions.reset(cycle);
      if (value & 1) actions.arm(cycle);
    };
    super(
      [
        [CONTROL, computed(control, execute)],
        [
          TRIGGER_SOURCE,
          computed(
            (cycle) => actions.state(cycle).triggerSource,
            (value, cycle) => actions.triggerSource(value & 15, cycle),
          ),
        ],
        [0x08, threshold],
        [0x10, delay],
        [0x14, decimation],
        [0x18, computed((cycle) => actions.state(cycle).writePointer)],
        [0x1c, computed((cycle) => actions.state(cycle).triggerPointer)],
        [0x20, hysteresis],
        [0x28, average],
        [0x2c, computed((cycle) => actions.state(cycle).samplesBeforeTrigger)],
        [0x90, debounce],
        [0x154, computed((cycle) => actions.input(0, cycle) & 0x3fff)],
        [0x158, computed((cycle) => actions.input(1, cycle) & 0x3fff)],
        [0x15c, computed(low)],
        [0x160, computed(high)],
        [0x164, computed((cycle) => low(actions.state(cycle).triggerCycle))],
        [0x168, computed((cycle) => high(actions.state(cycle).triggerCycle))],
        [0x16c, computed((cycle) => (actions.state(cycle).pretriggerOk ? 1 : 0))],
      ],
      (offset, cycle) => {
        if (!SETTINGS.has(offset)) return;
        const settings = {
          keep: keep === 1,
          threshold: threshold.signed(14),
          hysteresis: hysteresis.signed(14),
          delay: delay.value,
          decimation: Math.max(1, decimation.value),
          average: average.value === 1,
          debounce: debounce.value,
        };
        actions.changed(settings, cycle);
      },
    );
  }
}
