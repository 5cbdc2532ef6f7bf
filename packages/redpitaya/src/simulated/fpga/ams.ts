import { computed, RegisterBlock, StoredRegister } from './registers.ts';

/** Which of the 16 PWM periods are lengthened, for each of bits 5..2 of the signal. */
const DITHER = [0x0080, 0x0808, 0x2222, 0x5555];

/**
 * PWM configuration word of a DSP signal: high byte the duty cycle, low 16 bits the periods that get one step more.
 * @param signal - s14 counts
 */
export function pwmConfiguration(signal: number): number {
  const level = signal + 8192;
  let periods = 0;
  for (const [bit, pattern] of DITHER.entries()) if ((level >> (2 + bit)) & 1) periods |= pattern;
  return ((level >> 6) << 16) | periods;
}

/** The slow analog outputs at 0x40400000. PWM0 and PWM1 follow DSP signals, PWM2 and PWM3 are set here. */
export class AnalogMixedSignals extends RegisterBlock {
  /** @param signal - the value in s14 counts that PWM `channel` takes at `cycle` */
  constructor(signal: (channel: 0 | 1, cycle: number) => number) {
    super([
      [0x20, computed((cycle) => pwmConfiguration(signal(0, cycle - 2)))],
      [0x24, computed((cycle) => pwmConfiguration(signal(1, cycle - 2)))],
      [0x28, new StoredRegister(24)],
      [0x2c, new StoredRegister(24)],
    ]);
  }
}
