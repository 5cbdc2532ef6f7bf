import { z } from 'zod';
import { defineCommand, QUICK } from './define.ts';
import { output, quantity, samples, signal } from './values.ts';

/** Largest number of zeros or of poles: 14 sections of second order (red_pitaya_iir_block.v). */
const MAX_ROOTS = 28;

/** Largest number of frequencies at which the transfer function is told at once. */
const MAX_POINTS = 16_384;

const complex = z.tuple([z.number(), z.number()]);
const root = z.union([z.number(), complex]);

const realPart = (value: z.output<typeof root>): number => (typeof value === 'number' ? value : value[0]);

const zeros = z.array(root).max(MAX_ROOTS).meta({
  unit: 'Hz',
  description: 'zeros, each a real number or [real, imaginary]; missing conjugates are added',
});

const poles = z
  .array(
    root.refine((value) => realPart(value) < 0, {
      error: 'must have a real part below 0, for the filter would be unstable',
    }),
  )
  .max(MAX_ROOTS)
  .meta({
    unit: 'Hz',
    description:
      'poles, each a real number or [real, imaginary] with a real part below 0; missing conjugates are added',
  });

const gain = quantity(
  '1',
  'gain at low frequency, of which zeros at 0 Hz are left out; negative to invert',
  -1e20,
  1e20,
);

const settings = {
  input: signal.meta({ description: 'signal that is filtered' }),
  output_direct: output.meta({ description: 'where the output goes' }),
  loops: z
    .int()
    .min(3)
    .max(1023)
    .meta({ description: 'clock cycles of 8 ns per sample of the filter, at least one per section' }),
  input_filter: z.number().meta({
    unit: 'Hz',
    description:
      'bandwidth of the filter before; negative for high-pass, 0 for none; the nearest the board has',
  }),
  on: z.boolean().meta({ description: 'the filter runs; off, it is empty and its output is 0' }),
  bypass: z.boolean().meta({ description: 'the output is the input behind the input filter' }),
};

const rememberedRoots = z.array(complex).nullable();

const iirSettings = z.object({
  ...settings,
  loops: z.int().meta({ description: 'clock cycles of 8 ns per sample of the filter; 0 where never set' }),
  zeros: rememberedRoots.meta({
    unit: 'Hz',
    description: 'zeros [real, imaginary] as last given; null where nobody has, for no register tells',
  }),
  poles: rememberedRoots.meta({
    unit: 'Hz',
    description: 'poles [real, imaginary] as last given; null where nobody has',
  }),
  gain: z.number().nullable().meta({ unit: '1', description: 'as last given; null where nobody has' }),
  coefficients: z
    .array(z.tuple([z.number(), z.number(), z.number(), z.number()]))
    .nullable()
    .meta({
      unit: '1',
      description:
        'b0, b1, a1, a2 of each section, as the board has them: y = b0 x[n] + b1 x[n-1] + a1 y[n-1] + a2 y[n-2]; null where nobody has set them',
    }),
  overflow: z
    .array(z.enum(['y1_a1', 'y2_a2', 'sum', 'x0_b0', 'x1_b1', 'output']))
    .meta({ description: 'what has saturated since the filter was switched on' }),
});

export const iirSetup = defineCommand({
  name: 'iir_setup',
  summary: 'Changes the given settings of the IIR filter.',
  details:
    'The filter is gain x product(s - zero) / product(s - pole), scaled to gain at low frequency. ' +
    'zeros, poles, gain and loops that are not given stay; a new filter needs zeros and poles, and gain is then 1 if it was never given. ' +
    'loops that are not given grow to what the filter needs. With more zeros than poles, poles at half the sample rate and below are added. The gain is exact for zeros and poles far below the sample rate, 125 MHz / loops; iir_get tells what results. ' +
    'A new filter begins empty: one that is on is switched off while its coefficients change. ' +
    'Equal poles, more than 14 sections, and coefficients beyond +-4 are refused.',
  access: 'write',
  params: z.strictObject({ ...settings, zeros, poles, gain }).partial(),
  result: iirSettings,
  modules: () => ['iir'],
  timeout: () => QUICK,
  example: {
    input: 'in1',
    zeros: [[-3000, 100_000]],
    poles: [[-3000, 50_000]],
    gain: 0.5,
    loops: 10,
    on: true,
  },
});

export const iirGet = defineCommand({
  name: 'iir_get',
  summary: 'Reads the settings of the IIR filter and tells its transfer function.',
  details:
    'The transfer function is computed from the coefficients as the board has them, with the input filter and all delays inside the board, ' +
    'whether the filter is on or bypassed; inputs and outputs add about 0.15 us. It is null where nobody has set the filter. ' +
    'Give either frequencies, or a range of which points are spaced logarithmically.',
  access: 'read',
  params: z
    .strictObject({
      frequencies: samples('Hz', `frequencies from 0 to 62.5 MHz, at most ${MAX_POINTS}`)
        .refine((values) => values.length <= MAX_POINTS, { error: `must have at most ${MAX_POINTS} values` })
        .refine((values) => values.every((value) => value >= 0 && value <= 62.5e6), {
          error: 'must be from 0 to 62.5e6 Hz',
        })
        .optional(),
      start: quantity('Hz', 'lowest frequency', 1e-3, 62.5e6).optional().meta({ default: 100 }),
      stop: quantity('Hz', 'highest frequency', 1e-3, 62.5e6).optional().meta({ default: 10e6 }),
      points: z
        .int()
        .min(1)
        .max(MAX_POINTS)
        .optional()
        .meta({ description: 'number of frequencies', default: 501 }),
    })
    .refine(
      ({ frequencies, start, stop, points }) =>
        frequencies === undefined || [start, stop, points].every((value) => value === undefined),
      { error: 'give either frequencies or start, stop and points', path: ['frequencies'] },
    )
    .refine(({ start = 100, stop = 10e6 }) => start <= stop, {
      error: 'must not be above stop',
      path: ['start'],
    }),
  result: iirSettings.extend({
    transfer_function: z
      .object({
        frequency: samples('Hz', 'where the transfer function is told'),
        magnitude: samples('1', 'output per input'),
        phase: samples('deg', 'of the output behind the input, from -180 to 180'),
      })
      .nullable()
      .meta({
        description:
          'lists of frequency [Hz], magnitude (output per input) and phase [deg]; null where nobody has set the filter',
      }),
  }),
  modules: () => ['iir'],
  timeout: () => QUICK,
  example: { start: 1000, stop: 1e6, points: 5 },
});
