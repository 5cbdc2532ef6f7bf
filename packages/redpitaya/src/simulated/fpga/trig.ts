import type { TriggerSettings } from '../dsp/trigger.ts';
import { computed, constant, RegisterBlock, StoredRegister } from './registers.ts';

/** What the trigger module does beyond keeping numbers. */
export interface TrigActions {
  armed(cycle: number): boolean;
  rearm(cycle: number): void;
  changed(settings: TriggerSettings, filter: number, cycle: number): void;
  /** Cycle of the last trigger before `cycle`; 0 if there was none. */
  lastTrigger(cycle: number): number;
}

const ARM = 0x100;
const SETTINGS = new Set([0x104, 0x108, 0x10c, 0x110, 0x118, 0x11c, 0x120]);

const low = (cycle: number): number => cycle % 2 ** 32;
const high = (cycle: number): number => Math.floor(cycle / 2 ** 32);

/** Registers of the trigger module at 0x40330000. */
export class TrigRegisters extends RegisterBlock {
  constructor(actions: TrigActions) {
    const mode = new StoredRegister(2);
    const source = new StoredRegister(2);
    const output = new StoredRegister(4);
    const phaseOffset = new StoredRegister(14);
    const threshold = new StoredRegister(14);
    const hysteresis = new StoredRegister(14, 20);
    const filter = new StoredRegister(32);
    super(
      [
        [
          ARM,
          computed(
            (cycle) => (actions.armed(cycle) ? 1 : 0),
            (_, cycle) => actions.rearm(cycle),
          ),
        ],
        [0x104, mode],
        [0x108, source],
        [0x10c, output],
        [0x110, phaseOffset],
        [0x118, threshold],
        [0x11c, hysteresis],
        [0x120, filter],
        [0x15c, computed(low)],
        [0x160, computed(high)],
        [0x164, computed((cycle) => low(actions.lastTrigger(cycle)))],
        [0x168, computed((cycle) => high(actions.lastTrigger(cycle)))],
        [0x220, constant(1)],
        [0x224, constant(5)],
        [0x228, constant(1)],
      ],
      (offset, cycle) => {
        if (!SETTINGS.has(offset)) return;
        const settings = {
          rising: (source.value & 1) !== 0,
          falling: (source.value & 2) !== 0,
          autoRearm: (mode.value & 1) !== 0,
          absolute: (mode.value & 2) !== 0,
          output: output.value,
          phaseOffset: phaseOffset.value,
          threshold: threshold.signed(14),
          hysteresis: hysteresis.signed(14),
        };
        actions.changed(settings, filter.value, cycle);
      },
    );
  }
}
