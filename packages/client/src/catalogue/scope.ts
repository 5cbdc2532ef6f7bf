import { z } from 'zod';
import { MAX_TIMEOUT } from '../protocol/messages.ts';
import { defineCommand, QUICK } from './define.ts';
import { DECIMATIONS, SAMPLE_PERIOD, TRACE_LENGTH } from './trace-timing.ts';
import { HV_FULL_SCALE, quantity, samples, signal } from './values.ts';

const decimation = z
  .number()
  .refine((value) => DECIMATIONS.includes(value), { error: 'must be a power of two from 1 to 65536' })
  .meta({
    description: 'ADC samples per sample of the trace; a trace lasts 16384 x 8 ns x decimation',
    type: 'integer',
    enum: [...DECIMATIONS],
  });

const triggerSource = z.enum([
  'off',
  'immediately',
  'ch1_positive_edge',
  'ch1_negative_edge',
  'ch2_positive_edge',
  'ch2_negative_edge',
  'ext_positive_edge',
  'ext_negative_edge',
  'asg0',
  'asg1',
  'dsp',
]);

const settings = {
  input1: signal.meta({ description: 'signal on channel 1' }),
  input2: signal.meta({ description: 'signal on channel 2' }),
  decimation,
  trigger_source: triggerSource.meta({ description: 'what starts the acquisition' }),
  threshold: quantity('V', 'trigger level of both channels', -HV_FULL_SCALE, HV_FULL_SCALE),
  hysteresis: quantity('V', 'how far the signal must return before the next edge counts', 0, HV_FULL_SCALE),
  trigger_delay: quantity('s', 'centre of the trace, seen from the trigger', -10, 8.5899),
  average: z
    .boolean()
    .meta({ description: 'average the ADC samples of each trace sample instead of taking one' }),
};

const scopeSettings = z.object({
  ...settings,
  trigger_source: triggerSource
    .nullable()
    .meta({ description: 'as last chosen; null where nobody has, for no register tells' }),
  trigger_delay: z
    .number()
    .nullable()
    .meta({ unit: 's', description: 'as last chosen; null where nobody has' }),
});

const setupParams = z.strictObject(settings).partial();

export const scopeSetup = defineCommand({
  name: 'scope_setup',
  summary: 'Changes the given settings of the oscilloscope.',
  access: 'write',
  params: setupParams,
  result: scopeSettings,
  modules: () => ['scope'],
  timeout: () => QUICK,
  example: { decimation: 64, input1: 'in1' },
});

export const scopeGet = defineCommand({
  name: 'scope_get',
  summary: 'Reads the settings of the oscilloscope and what it is doing. Never waits for a trigger.',
  access: 'read',
  params: z.strictObject({}),
  result: scopeSettings.extend({
    armed: z
      .boolean()
      .meta({ description: 'recording, and waiting for the trigger or for the end of the trace' }),
    triggered: z
      .boolean()
      .meta({ description: 'the trigger came and the rest of the trace is being recorded' }),
    duration: z.number().meta({ unit: 's', description: 'length of a trace' }),
  }),
  modules: () => ['scope'],
  timeout: () => QUICK,
  example: {},
});

const acquireParams = setupParams
  .extend({
    decimation: decimation.default(64),
    trigger_source: triggerSource
      .exclude(['off'])
      .default('immediately')
      .meta({ description: 'what starts the acquisition' }),
    input_channel: signal.optional().meta({
      description:
        'signal on channel 1, whose trace is the answer; in1 unless input1 or input_channels is given',
      default: 'in1',
    }),
    input_channels: z
      .tuple([signal, signal])
      .optional()
      .meta({ description: 'signals on both channels; the answer holds both traces' }),
    timeout: quantity('s', 'longest wait for the trigger after arming', 0, 86_400).default(5),
    trace_average: z
      .int()
      .min(1)
      .max(100_000)
      .default(1)
      .meta({ description: 'number of acquisitions to average' }),
  })
  .superRefine((params, context) => {
    const [first, second] = params.input_channels ?? [];
    const claims: [string, string | undefined, string | undefined][] = [
      ['input1', params.input1, params.input_channel],
      ['input1', params.input1, first],
      ['input_channel', params.input_channel, first],
      ['input2', params.input2, second],
    ];
    for (const [path, one, other] of claims) {
      if (one !== undefined && other !== undefined && one !== other) {
        context.addIssue({
          code: 'custom',
          path: [path],
          message: `names ${one}, but another parameter names ${other} for the same channel`,
        });
      }
    }
  });

export const scopeAcquire = defineCommand({
  name: 'scope_acquire',
  summary: 'Sets up the oscilloscope, arms it, waits for the trigger and answers with the trace.',
  details:
    'The settings stay as they were set for this acquisition. A timeout or a cancel disarms the scope.',
  access: 'write',
  params: acquireParams,
  result: z.object({
    voltage: z
      .union([samples('V', 'one trace'), z.array(samples('V', 'one trace of two'))])
      .meta({ description: '16384 values, or with input_channels 2 x 16384' }),
    time: samples('s', 'time of each value, seen from the trigger'),
    trigger_time: z.number().nullable().meta({
      unit: 's',
      description: 'board time of the trigger: its cycle counter at 125 MHz, as seconds',
    }),
    settings: scopeSettings,
  }),
  modules: () => ['scope'],
  timeout: (params) =>
    Math.min(
      MAX_TIMEOUT,
      params.timeout +
        TRACE_LENGTH * SAMPLE_PERIOD * params.decimation * params.trace_average +
        Math.max(0, params.trigger_delay ?? 0) +
        1,
    ),
  example: { decimation: 64, input_channel: 'in1' },
});

export const scopeSetDecimation = defineCommand({
  name: 'scope_set_decimation',
  summary: 'Sets the decimation of the oscilloscope and answers with the value read back.',
  access: 'write',
  params: z.strictObject({ value: decimation }),
  result: decimation,
  modules: () => ['scope'],
  timeout: () => QUICK,
  example: { value: 64 },
});

export const scopeSetTrigger = defineCommand({
  name: 'scope_set_trigger',
  summary: 'Chooses the trigger source of the oscilloscope for the following acquisitions.',
  access: 'write',
  params: z.strictObject({ source: settings.trigger_source }),
  result: triggerSource,
  modules: () => ['scope'],
  timeout: () => QUICK,
  example: { source: 'immediately' },
});
