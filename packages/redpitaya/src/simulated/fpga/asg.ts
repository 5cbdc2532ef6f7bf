import type { AdvancedTriggerSettings } from './advanced-trigger.ts';
import { computed, constant, RegisterBlock, type RegisterTable, StoredRegister } from './registers.ts';

/** What the registers of one generator channel ask for. */
export interface AsgSettings {
  readonly triggerSource: number;
  /** On overflow continue with the remainder (true) or at the start phase (false). */
  readonly wrap: boolean;
  /** Holds the pointer at the start phase. */
  readonly reset: boolean;
  readonly zero: boolean;
  /** Bursts repeat as long as the external trigger is in the state that its edge began. */
  readonly gated: boolean;
  /** Stage between the external pin and the external trigger of the *other* channel (red_pitaya_asg.v). */
  readonly advanced: AdvancedTriggerSettings;
  /** Takes table indices from the random number generator. */
  readonly random: boolean;
  /** u14, 0x2000 = x1. */
  readonly amplitude: number;
  /** s14 counts. */
  readonly offset: number;
  /** Largest pointer value, 30 bit. */
  readonly size: number;
  readonly start: number;
  readonly step: number;
  /** Periods in a burst, 0 = endless. */
  readonly cycles: number;
  /** Bursts after the first. */
  readonly repetitions: number;
  /** Pause between bursts, microseconds. */
  readonly pause: number;
}

/** What the generators do beyond keeping numbers. */
export interface AsgActions {
  /** New settings of a channel; `triggered` when the write carried a software trigger for it. */
  changed(channel: 0 | 1, settings: AsgSettings, triggered: boolean, cycle: number): void;
  /** One word of a waveform table. */
  table(channel: 0 | 1, index: number, value: number, cycle: number): void;
  /** Table index captured by the scope's trigger. */
  indexAtTrigger(channel: 0 | 1, cycle: number): number;
}

const CONTROL = 0x00;
const CONTROL_MASK = 0x1ff7_1ff7;
const CONTROL_RESET = 0x0200_0200;
const SCALE_MASK = 0x3fff_3fff;
const TABLE_SIZE = 0x10000;
const SOFTWARE_TRIGGER = 1;

/** The registers of one channel; those of asg1 lie 0x20 above those of asg0, the control word is shared. */
class ChannelRegisters {
  readonly #scale = new StoredRegister(32, 0x2000);
  readonly #size = new StoredRegister(30, 0x3fffffff);
  readonly #start = new StoredRegister(30);
  readonly #step = new StoredRegister(30);
  readonly #cycles = new StoredRegister(32);
  readonly #repetitions = new StoredRegister(16);
  readonly #pause = new StoredRegister(32);
  readonly #onTime = [new StoredRegister(32), new StoredRegister(32)] as const;

  table(base: number, indexAtTrigger: (cycle: number) => number): RegisterTable {
    const scale = this.#scale;
    return [
      [base + 0x04, { read: () => scale.value, write: (value) => scale.write(value & SCALE_MASK) }],
      [base + 0x08, this.#size],
      [base + 0x0c, this.#start],
      [base + 0x10, this.#step],
      [base + 0x14, constant(0)],
      [base + 0x18, this.#cycles],
      [base + 0x1c, this.#repetitions],
      [base + 0x20, this.#pause],
      [base + 0x114, computed(indexAtTrigger)],
      [base + 0x118, this.#onTime[0]],
      [base + 0x11c, this.#onTime[1]],
    ];
  }

  settings(control: number): AsgSettings {
    const bit = (n: number): boolean => ((control >> n) & 1) === 1;
    return {
      triggerSource: control & 7,
      wrap: bit(4),
      reset: bit(6),
      zero: bit(7),
      gated: bit(8),
      advanced: {
        reset: bit(9),
        invert: bit(10),
        rearm: bit(11),
        onTime: this.#onTime[0].value + 2 ** 32 * this.#onTime[1].value,
      },
      random: bit(12),
      amplitude: this.#scale.value & 0x3fff,
      offset: (this.#scale.value << 2) >> 18,
      size: this.#size.value,
      start: this.#start.value,
      step: this.#step.value,
      cycles: this.#cycles.value,
      repetitions: this.#repetitions.value,
      pause: this.#pause.value,
    };
  }
}

/** Both generators at 0x40200000: registers and write-only waveform tables. */
export class AsgRegisters extends RegisterBlock {
  readonly #actions: AsgActions;

  constructor(actions: AsgActions) {
    const control = new StoredRegister(32, CONTROL_RESET);
    const channels = [new ChannelRegisters(), new ChannelRegisters()] as const;
    super(
      [
        [CONTROL, { read: () => control.value, write: (value) => control.write(value & CONTROL_MASK) }],
        ...channels[0].table(0x00, (cycle) => actions.indexAtTrigger(0, cycle)),
        ...channels[1].table(0x20, (cycle) => actions.indexAtTrigger(1, cycle)),
      ],
      (offset, cycle) => {
        for (const channel of [0, 1] as const) {
          const half = (control.value >>> (16 * channel)) & 0xffff;
          const triggered = offset === CONTROL && (half & 7) === SOFTWARE_TRIGGER;
          actions.changed(channel, channels[channel].settings(half), triggered, cycle);
        }
      },
    );
    this.#actions = actions;
  }

  override write(offset: number, value: number, cycle: number): void {
    const region = Math.floor(offset / TABLE_SIZE);
    if (region === 1 || region === 2) {
      const index = (offset % TABLE_SIZE) / 4;
      this.#actions.table(region === 1 ? 0 : 1, index, (value << 18) >> 18, cycle);
      return;
    }
    super.write(offset, value, cycle);
  }
}
