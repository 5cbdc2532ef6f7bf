import { z } from 'zod';
import { defineCommand, QUICK } from './define.ts';
import { asgChannel, output, quantity, samples } from './values.ts';

const frequency = quantity('Hz', 'repetition rate of the waveform, on a grid of 0.116 Hz', 0, 62.5e6);
const amplitude = quantity('V', 'peak amplitude', 0, 1);
const offset = quantity('V', 'offset', -1, 1);
const waveform = z.enum(['sin', 'cos', 'ramp', 'halframp', 'square', 'dc', 'noise']);
const triggerSource = z.enum([
  'off',
  'immediately',
  'ext_positive_edge',
  'ext_negative_edge',
  'ext_raw',
  'high',
]);
const channel = asgChannel.default('asg0').meta({ description: 'which generator' });

const settings = {
  waveform: waveform.meta({ description: 'shape of one period' }),
  frequency,
  amplitude,
  offset,
  output_direct: output.meta({ description: 'where the output goes' }),
  trigger_source: triggerSource.meta({ description: 'what starts the generator; given, it (re)starts it' }),
  start_phase: quantity('deg', 'phase at the start', 0, 360),
  cycles_per_burst: z.int().min(0).max(0xffff_ffff).meta({ description: 'periods per burst, 0 for endless' }),
  bursts: z.int().min(1).max(65_536).meta({ description: 'number of bursts after a trigger' }),
  burst_delay: quantity('s', 'pause between bursts, on a grid of 1 us', 0, 4294.967295),
};

const asgSettings = z.object({
  ...settings,
  waveform: z
    .enum([...waveform.options, 'custom'])
    .nullable()
    .meta({ description: 'null where nobody has set it, for the table cannot be read' }),
  trigger_source: triggerSource.nullable().meta({ description: 'as last chosen; null where nobody has' }),
});

export const asgSetup = defineCommand({
  name: 'asg_setup',
  summary: 'Changes the given settings of a signal generator; (re)starts it only if trigger_source is given.',
  details:
    'amplitude + |offset| beyond 1 V saturates at the output, as on the board. data replaces waveform by values of your own.',
  access: 'write',
  params: z
    .strictObject(settings)
    .partial()
    .extend({
      channel,
      data: samples(
        '1',
        'a waveform of your own: 16384 values, or a divisor of that, from -1 to 1',
      ).optional(),
    })
    .refine((params) => params.data === undefined || params.waveform === undefined, {
      error: 'give either waveform or data',
      path: ['data'],
    }),
  result: asgSettings,
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: {
    channel: 'asg0',
    waveform: 'sin',
    frequency: 1000,
    amplitude: 0.1,
    output_direct: 'out1',
    trigger_source: 'immediately',
  },
});

export const asgGet = defineCommand({
  name: 'asg_get',
  summary: 'Reads the settings of a signal generator.',
  access: 'read',
  params: z.strictObject({ channel }),
  result: asgSettings,
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'asg0' },
});

export const asgSetFrequency = defineCommand({
  name: 'asg_set_frequency',
  summary: 'Sets the frequency of a running generator without restarting it.',
  access: 'write',
  params: z.strictObject({ channel, value: frequency }),
  result: z.number().meta({ unit: 'Hz' }),
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'asg0', value: 2000 },
});

export const asgSetAmplitude = defineCommand({
  name: 'asg_set_amplitude',
  summary: 'Sets the amplitude of a running generator without restarting it.',
  access: 'write',
  params: z.strictObject({ channel, value: amplitude }),
  result: z.number().meta({ unit: 'V' }),
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'asg0', value: 0.1 },
});

export const asgSetOffset = defineCommand({
  name: 'asg_set_offset',
  summary: 'Sets the offset of a running generator without restarting it.',
  access: 'write',
  params: z.strictObject({ channel, value: offset }),
  result: z.number().meta({ unit: 'V' }),
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'asg0', value: 0 },
});

export const asgOff = defineCommand({
  name: 'asg_off',
  summary: 'Disconnects a generator from the outputs. It runs on inside the board.',
  access: 'write',
  params: z.strictObject({ channel }),
  result: asgSettings,
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'asg0' },
});
