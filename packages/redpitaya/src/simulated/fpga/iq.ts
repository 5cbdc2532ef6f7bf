import type { Iq } from '../dsp/iq.ts';
import { computed, constant, RegisterBlock, StoredRegister } from './registers.ts';

/** What the registers of one IQ module ask for; gains as signed register codes, phases as unsigned ones. */
export interface IqSetup {
  /** Bit 1 phase-frequency detector on; bits 2, 3 modulate at 2f; bits 4, 5 demodulate at 2f. */
  readonly flags: number;
  readonly phase: number;
  readonly frequency: number;
  /** 0 quadrature, 1 output_direct, 2 phase-frequency detector, others nothing. */
  readonly output: number;
  readonly g1: number;
  readonly g2: number;
  readonly g3: number;
  readonly g4: number;
  readonly inputFilter: number;
  readonly quadratureFilter: number;
}

/** What an IQ module does beyond keeping numbers. */
export interface IqActions {
  /** The sync bit of this module. */
  synchronous(): boolean;
  /** The block with its accumulators brought to `cycle`. */
  accumulators(cycle: number): Iq;
  /** Starts an accumulation of `averages` cycles after `sleep` cycles. */
  accumulate(averages: number, sleep: number, cycle: number): void;
  /** Integral of the phase-frequency detector, s14. */
  phaseFrequencyIntegral(cycle: number): number;
  changed(settings: IqSetup, cycle: number): void;
}

const FREQUENCY = 0x108;
const BUSY = 0x8000_0000;

/** Settings after the image was loaded. */
export const IQ_RESET: IqSetup = {
  flags: 2,
  phase: 0,
  frequency: 0,
  output: 0,
  g1: 0,
  g2: 0,
  g3: 0,
  g4: 0,
  inputFilter: 0,
  quadratureFilter: 0,
};

/** Registers of one of iq0-2, at its DSP base. */
export class IqRegisters extends RegisterBlock {
  /** @param stages - quadrature filter stages: 2, or 4 in iq2 */
  constructor(stages: 2 | 4, actions: IqActions) {
    let flags = IQ_RESET.flags;
    const phase = new StoredRegister(32);
    const frequency = new StoredRegister(32);
    const output = new StoredRegister(4);
    const g1 = new StoredRegister(18);
    const g2 = new StoredRegister(18);
    const g3 = new StoredRegister(18);
    const g4 = new StoredRegister(18);
    const inputFilter = new StoredRegister(32);
    const quadratureFilter = new StoredRegister(32);
    const averages = new StoredRegister(32);
    const sleep = new StoredRegister(32);
    const sum = (half: (block: Iq) => number) =>
      computed((cycle) => {
        const block = actions.accumulators(cycle);
        return half(block) + (block.busy ? BUSY : 0);
      });
    super(
      [
        [
          0x100,
          computed(
            () => flags | (actions.synchronous() ? 1 : 0),
            (value) => {
              flags = value & 0x3e;
            },
          ),
        ],
        [0x104, phase],
        [
          FREQUENCY,
          {
            read: () => frequency.value,
            write: (value, cycle) => {
              frequency.write(value);
              actions.accumulate(averages.value, sleep.value, cycle);
            },
          },
        ],
        [0x10c, output],
        [0x110, g1],
        [0x114, g2],
        [0x118, g3],
        [0x11c, g4],
        [0x120, inputFilter],
        [0x124, quadratureFilter],
        [0x130, averages],
        [0x134, sleep],
        [0x140, sum((block) => block.sumI.lowWord)],
        [0x144, sum((block) => block.sumI.highWord)],
        [0x148, sum((block) => block.sumQ.lowWord)],
        [0x14c, sum((block) => block.sumQ.highWord)],
        [0x150, computed((cycle) => actions.phaseFrequencyIntegral(cycle) & 0x3fff)],
        [0x200, constant(11)],
        [0x204, constant(17)],
        [0x208, constant(32)],
        [0x20c, constant(18)],
        [0x210, constant(14)],
        [0x214, constant(24)],
        [0x218, constant(8)],
        [0x220, constant(1)],
        [0x224, constant(5)],
        [0x228, constant(50)],
        [0x230, constant(stages)],
        [0x234, constant(5)],
        [0x238, constant(10)],
      ],
      (_, cycle) =>
        actions.changed(
          {
            flags,
            phase: phase.value,
            frequency: frequency.value,
            output: output.value,
            g1: g1.signed(18),
            g2: g2.signed(18),
            g3: g3.signed(18),
            g4: g4.signed(18),
            inputFilter: inputFilter.value,
            quadratureFilter: quadratureFilter.value,
          },
          cycle,
        ),
    );
  }
}
