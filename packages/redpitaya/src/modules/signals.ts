/**
 * Signals of the board's routing, in the order of their numbers: what an input may listen to
 * (redpitaya_dsp.v). `off` is constant zero.
 */
export const SIGNALS = [
  'pid0',
  'pid1',
  'pid2',
  'trig',
  'iir',
  'iq0',
  'iq1',
  'iq2',
  'asg0',
  'asg1',
  'in1',
  'in2',
  'out1',
  'out2',
  'iq2_2',
  'off',
] as const;

/** One of {@link SIGNALS}. */
export type Signal = (typeof SIGNALS)[number];

/** Where a module's direct output goes, in the order of the codes. */
export const OUTPUTS = ['off', 'out1', 'out2', 'both'] as const;

/** One of {@link OUTPUTS}. */
export type Output = (typeof OUTPUTS)[number];

/** Modules that can drive an output, in the order of their numbers. */
export const DRIVING_MODULES = [
  'pid0',
  'pid1',
  'pid2',
  'trig',
  'iir',
  'iq0',
  'iq1',
  'iq2',
  'asg0',
  'asg1',
] as const;

/** One of {@link DRIVING_MODULES}. */
export type DrivingModule = (typeof DRIVING_MODULES)[number];

export type AsgName = 'asg0' | 'asg1';
export type PidName = 'pid0' | 'pid1' | 'pid2';
export type IqName = 'iq0' | 'iq1' | 'iq2';
export type PwmName = 'pwm0' | 'pwm1';
