import type { ModulatorGains } from './modulator.ts';

/** What the registers of an IQ module say (facts: offsets 0x100 to 0x11C), decoded. */
export interface IqSettings extends ModulatorGains {
  /** Phase step per cycle, u32: f / 125 MHz * 2^32. */
  readonly frequency: number;
  /** Demodulation phase, u32, 2^32 = one turn. */
  readonly startPhase: number;
  /** Flags of register 0x100: bit 1 pfd on, 2 and 3 modulation sine and cosine at 2f, 4 and 5 demodulation. */
  readonly flags: number;
}

/** Settings after the FPGA's reset. */
export const iqReset: IqSettings = { frequency: 0, startPhase: 0, g1: 0, g2: 0, g3: 0, g4: 0, flags: 2 };

/** Bits of the flags of register 0x100; the shifted waves are those of the demodulator. */
export const iqFlag = { pfd: 2, sineAt2f: 4, cosineAt2f: 8, shiftedSineAt2f: 16, shiftedCosineAt2f: 32 };
