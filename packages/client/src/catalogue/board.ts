import { z } from 'zod';
import { defineCommand, QUICK } from './define.ts';
import { DRIVING_MODULES, MODULES } from './modules.ts';
import { output, signal } from './values.ts';

export const samplerRead = defineCommand({
  name: 'sampler_read',
  summary: 'Reads the present value of one signal, or of several in one burst.',
  access: 'read',
  params: z
    .strictObject({
      channel: signal
        .exclude(['off'])
        .optional()
        .meta({ description: 'signal to read; in1 unless channels is given', default: 'in1' }),
      channels: z
        .array(signal.exclude(['off']))
        .min(1)
        .max(16)
        .optional()
        .meta({ description: 'signals to read in one burst' }),
    })
    .refine((params) => params.channel === undefined || params.channels === undefined, {
      error: 'give either channel or channels',
      path: ['channels'],
    }),
  result: z
    .union([z.number(), z.array(z.number())])
    .meta({ unit: 'V', description: 'a number, or with channels a list in the same order' }),
  modules: () => ['sampler'],
  timeout: () => QUICK,
  example: { channel: 'in1' },
});

export const hkGet = defineCommand({
  name: 'hk_get',
  summary: 'Reads the housekeeping of the board: identity, LEDs, expansion pins.',
  access: 'read',
  params: z.strictObject({}),
  result: z.object({
    id: z.int().meta({ description: 'hardware release, 1 for release 1' }),
    dna: z.string().meta({ description: 'serial number of the FPGA, hexadecimal' }),
    led: z.int().meta({ description: 'LEDs, one bit each' }),
    expansion_p: z.int().meta({ description: 'levels of the P pins, one bit each' }),
    expansion_n: z.int().meta({ description: 'levels of the N pins, one bit each' }),
    expansion_p_output: z.int().meta({ description: 'P pins that are outputs, one bit each' }),
    expansion_n_output: z.int().meta({ description: 'N pins that are outputs, one bit each' }),
    digital_loop: z.boolean().meta({ description: 'inputs are fed from the outputs inside the board' }),
  }),
  modules: () => ['hk'],
  timeout: () => QUICK,
  example: {},
});

export const outputsOff = defineCommand({
  name: 'outputs_off',
  summary: 'Disconnects every module from both outputs at once. The panic button.',
  details:
    'Waits for no queue and for no trigger. Other settings stay, so each module can be connected again.',
  access: 'urgent',
  params: z.strictObject({}),
  result: z.object({
    was: z
      .partialRecord(z.enum(DRIVING_MODULES), output)
      .meta({ description: 'where each module was connected' }),
    out1: z.number().meta({ unit: 'V', description: 'present value of OUT1' }),
    out2: z.number().meta({ unit: 'V', description: 'present value of OUT2' }),
  }),
  modules: () => DRIVING_MODULES,
  timeout: () => QUICK,
  example: {},
});

export const stateGet = defineCommand({
  name: 'state_get',
  summary: 'Reads the settings of every module.',
  access: 'read',
  params: z.strictObject({}),
  result: z.object({ modules: z.partialRecord(z.enum(MODULES), z.record(z.string(), z.unknown())) }),
  modules: () => MODULES.filter((module) => module !== 'sampler'),
  timeout: () => QUICK,
  example: {},
});
