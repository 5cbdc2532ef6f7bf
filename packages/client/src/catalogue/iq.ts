import { z } from 'zod';
import { defineCommand, QUICK } from './define.ts';
import { iqChannel, output, quantity, signal } from './values.ts';

const channel = iqChannel.default('iq0').meta({ description: 'which demodulator' });
const bandwidths = z.array(z.number()).min(1).max(4);

const settings = {
  input: signal.meta({ description: 'signal that is demodulated' }),
  output_direct: output.meta({ description: 'where the modulated output goes' }),
  frequency: quantity('Hz', 'frequency of the oscillator, on a grid of 0.029 Hz', 0, 62.5e6),
  bandwidth: z.union([z.number(), bandwidths]).meta({
    unit: 'Hz',
    description:
      'bandwidths of the quadrature filters (two stages; iq2: four); negative for high-pass; the nearest the board has',
  }),
  phase: quantity('deg', 'phase of the demodulation', -360, 360),
  gain: quantity('1', 'gain from the demodulated to the modulated signal', -64, 64 - 1 / 2048),
  amplitude: quantity('V', 'amplitude of the modulation', -1, 1),
  acbandwidth: z.number().min(0).meta({
    unit: 'Hz',
    description: 'corner of the high-pass before the demodulation, 0 for none; the nearest the board has',
  }),
  output_signal: z
    .enum(['quadrature', 'output_direct', 'pfd', 'off'])
    .meta({ description: 'what other modules see of this one' }),
  quadrature_factor: z
    .number()
    .min(-131_072)
    .max(131_071)
    .meta({ unit: '1', description: 'amplification of the quadrature that other modules see' }),
};

const iqSettings = z.object({
  ...settings,
  bandwidth: z
    .array(z.number())
    .meta({ unit: 'Hz', description: 'bandwidths of the quadrature filters, as the board has them' }),
});

const measureParams = z.strictObject({
  channel,
  averaging_time: quantity('s', 'time over which the quadratures are averaged', 1e-6, 30).default(0.01),
});

const quadratures = {
  i: z.number().meta({ unit: 'V', description: 'in-phase quadrature' }),
  q: z.number().meta({ unit: 'V', description: 'out-of-phase quadrature' }),
};

const measureDetails =
  'One measurement of the accumulator behind the quadrature filters. It waits for the filters to settle, then averages. ' +
  'Quadratures are scaled so that a sine of amplitude A at the frequency gives sqrt(i^2 + q^2) = A, up to the input filter. ' +
  'The outputs do not change; a measurement of another program on the same demodulator starts again.';

const measureTimeout = (params: z.output<typeof measureParams>): number => 2 * params.averaging_time + QUICK;

export const iqSetup = defineCommand({
  name: 'iq_setup',
  summary: 'Changes the given settings of a demodulator.',
  access: 'write',
  params: z.strictObject(settings).partial().extend({ channel }),
  result: iqSettings,
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'iq0', frequency: 1e6, bandwidth: 1000, input: 'in1', amplitude: 0, gain: 0 },
});

export const iqGet = defineCommand({
  name: 'iq_get',
  summary: 'Reads the settings of a demodulator.',
  access: 'read',
  params: z.strictObject({ channel }),
  result: iqSettings,
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'iq0' },
});

export const iqGetQuadratures = defineCommand({
  name: 'iq_get_quadratures',
  summary: 'Measures both quadratures of a demodulator.',
  details: measureDetails,
  access: 'write',
  params: measureParams,
  result: z.object(quadratures),
  modules: (params) => [params.channel],
  timeout: measureTimeout,
  example: { channel: 'iq0', averaging_time: 0.001 },
});

export const iqGetMeasurement = defineCommand({
  name: 'iq_get_measurement',
  summary: 'Measures both quadratures of a demodulator, and their magnitude and phase.',
  details: measureDetails,
  access: 'write',
  params: measureParams,
  result: z.object({
    ...quadratures,
    magnitude: z.number().meta({ unit: 'V' }),
    phase: z.number().meta({ unit: 'deg', description: 'atan2(q, i)' }),
  }),
  modules: (params) => [params.channel],
  timeout: measureTimeout,
  example: { channel: 'iq0', averaging_time: 0.001 },
});
