import type { CommandParams } from '@pyrpl-mux/client';

/** A signal whose present value can be read. */
export type SampledSignal = NonNullable<CommandParams<'sampler_read'>['channel']>;

/** Every such signal: what enters and leaves the board first. */
export const SAMPLED_SIGNALS = [
  'in1',
  'in2',
  'out1',
  'out2',
  'asg0',
  'asg1',
  'pid0',
  'pid1',
  'pid2',
  'iq0',
  'iq1',
  'iq2',
  'iq2_2',
  'iir',
  'trig',
] as const satisfies readonly SampledSignal[];

/** Largest voltage of an input with its jumper at HV; 1 V at LV, as that of every signal inside. */
const HV_FULL_SCALE = 20;

/**
 * Largest value of a signal [V].
 *
 * @param ranges - of the inputs, as the worker tells them
 */
export function fullScale(
  signal: SampledSignal,
  ranges: { readonly in1: 'HV' | 'LV'; readonly in2: 'HV' | 'LV' } | undefined,
): number {
  if (signal !== 'in1' && signal !== 'in2') return 1;
  return ranges?.[signal] === 'HV' ? HV_FULL_SCALE : 1;
}
