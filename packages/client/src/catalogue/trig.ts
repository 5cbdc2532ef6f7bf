import { z } from 'zod';
import { defineCommand, QUICK } from './define.ts';
import { HV_FULL_SCALE, output, quantity, signal } from './values.ts';

const settings = {
  input: signal.meta({ description: 'signal that triggers' }),
  output_direct: output.meta({ description: 'where the output goes' }),
  output_signal: z.enum(['TTL', 'asg0_phase']).meta({
    description:
      'TTL: full scale in the clock cycle of a trigger; asg0_phase: phase of asg0 at the trigger, 1 V for 180 deg',
  }),
  trigger_source: z
    .enum(['off', 'pos_edge', 'neg_edge', 'both_edge'])
    .meta({ description: 'which edges of the input trigger' }),
  threshold: quantity(
    'V',
    'level that triggers, at the connector if the input is in1 or in2',
    -HV_FULL_SCALE,
    HV_FULL_SCALE,
  ),
  hysteresis: quantity('V', 'how far the signal must return before the next edge counts', 0, HV_FULL_SCALE),
  phase_offset: quantity('deg', 'what is added to the phase of asg0', -360, 360),
  phase_abs: z.boolean().meta({ description: 'the phase is told without its sign' }),
  auto_rearm: z.boolean().meta({ description: 'each trigger arms the next' }),
  input_filter: z.number().meta({
    unit: 'Hz',
    description:
      'bandwidth of the filter before; negative for high-pass, 0 for none; the nearest the board has',
  }),
};

export const trigSetup = defineCommand({
  name: 'trig_setup',
  summary: 'Changes the given settings of the trigger module, and arms it if armed is given.',
  access: 'write',
  params: z
    .strictObject(settings)
    .partial()
    .extend({
      armed: z
        .literal(true, { error: 'must be true, for the board cannot disarm; trigger_source off stops it' })
        .optional()
        .meta({ description: 'only true: waits for a trigger from now on' }),
    }),
  result: z.object({ ...settings, armed: z.boolean().meta({ description: 'waiting for a trigger' }) }),
  modules: () => ['trig'],
  timeout: () => QUICK,
  example: { input: 'asg0', trigger_source: 'off', threshold: 0.5, hysteresis: 0.001, output_signal: 'TTL' },
});
