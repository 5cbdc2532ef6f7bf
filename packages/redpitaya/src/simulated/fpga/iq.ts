import { computed, constant, RegisterBlock, StoredRegister } from './registers.ts';

/** What the registers of one IQ module ask for; gains as signed register codes, phases as unsigned ones. */
export interface IqSettings {
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

/** The two sums of the network analyzer, integers of up to 62 bits. */
export interface Accumulators {
  readonly busy: boolean;
  readonly i: bigint;
  readonly q: bigint;
}

/** What an IQ module does beyond keeping numbers. */
export interface IqActions {
  /** The sync bit of this module. */
  synchronous(): boolean;
  accumulators(cycle: number): Accumulators;
  /** Starts an accumulation of `averages` cycles after `sleep` cycles. */
  accumulate(averages: number, sleep: number, cycle: number): void;
  /** Integral of the phase-frequency detector, s14. */
  phaseFrequencyIntegral(cycle: number): number;
  changed(settings: IqSettings, cycle: number): void;
}

const FREQUENCY = 0x108;

/** Settings after the image was loaded. */
export const IQ_RESET: IqSettings = {
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
    const half = (pick: (sums: Accumulators) => bigint, shift: bigint) =>
      computed((cycle) => {
        const sums = actions.accumulators(cycle);
        return Number((pick(sums) >> shift) & 0x7fffffffn) + (sums.busy ? 0x80000000 : 0);
      });
    const i = (sums: Accumulators): bigint => sums.i;
    const q = (sums: Accumulators): bigint => sums.q;
    super(
      {
        256: computed(
          () => flags | (actions.synchronous() ? 1 : 0),
          (value) => {
            flags = value & 0x3e;
          },
        ),
        260: phase,
        [FREQUENCY]: {
          read: () => frequency.value,
          write: (value, cycle) => {
            frequency.write(value);
            actions.accumulate(averages.value, sleep.value, cycle);
          },
        },
        268: output,
        272: g1,
        276: g2,
        280: g3,
        284: g4,
        288: inputFilter,
        292: quadratureFilter,
        304: averages,
        308: sleep,
        320: half(i, 0n),
        324: half(i, 31n),
        328: half(q, 0n),
        332: half(q, 31n),
        336: computed((cycle) => actions.phaseFrequencyIntegral(cycle) & 0x3fff),
        512: constant(11),
        516: constant(17),
        520: constant(32),
        524: constant(18),
        528: constant(14),
        532: constant(24),
        536: constant(8),
        544: constant(1),
        548: constant(5),
        552: constant(50),
        560: constant(stages),
        564: constant(5),
        568: constant(10),
      },
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
