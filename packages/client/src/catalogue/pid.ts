import { z } from 'zod';
import { defineCommand, QUICK } from './define.ts';
import { HV_FULL_SCALE, output, pidChannel, quantity, signal } from './values.ts';

/** Code 2^23 - 1 of the integrator's gain, in Hz (red_pitaya_pid_block.v: 32 bits behind the point, 8 ns per cycle). */
const LARGEST_I = (2 ** 23 - 1) / (2 ** 32 * 2 * Math.PI * 8e-9);

const channel = pidChannel.default('pid0').meta({ description: 'which controller' });
const setpoint = quantity(
  'V',
  'setpoint, at the connector if the input is in1 or in2',
  -HV_FULL_SCALE,
  HV_FULL_SCALE,
);

const settings = {
  input: signal.meta({ description: 'signal that is controlled' }),
  output_direct: output.meta({ description: 'where the output goes' }),
  setpoint,
  p: quantity('1', 'proportional gain, on a grid of 1/4096', -2048, 2048 - 1 / 4096),
  i: quantity('Hz', 'unity-gain frequency of the integrator, on a grid of 4.63 mHz', -LARGEST_I, LARGEST_I),
  input_filter: z.array(z.number()).max(4).meta({
    unit: 'Hz',
    description:
      'bandwidths of up to four input filters; negative for high-pass, 0 for none; the nearest the board has',
  }),
  min_voltage: quantity('V', 'lower limit of the output', -1, 1),
  max_voltage: quantity('V', 'upper limit of the output', -1, 1),
  pause: z.enum(['off', 'i', 'p', 'pi']).meta({ description: 'which gains stand still at present' }),
};

const pidSettings = z.object({
  ...settings,
  integrator: z.number().meta({ unit: 'V', description: 'present value of the integrator' }),
});

export const pidConfigure = defineCommand({
  name: 'pid_configure',
  summary: 'Changes the given settings of a PID controller.',
  details: 'The board has no derivative gain: d other than 0 is refused.',
  access: 'write',
  params: z
    .strictObject(settings)
    .partial()
    .extend({
      channel,
      d: z
        .literal(0, { error: 'must be 0, for this FPGA image has no derivative gain' })
        .optional()
        .meta({ description: 'only 0: this FPGA image has no derivative gain' }),
    })
    .refine(
      (params) =>
        params.min_voltage === undefined ||
        params.max_voltage === undefined ||
        params.min_voltage <= params.max_voltage,
      {
        error: 'must not be above max_voltage',
        path: ['min_voltage'],
      },
    ),
  result: pidSettings,
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'pid0', input: 'in1', p: 0, i: 0, setpoint: 0 },
});

export const pidGet = defineCommand({
  name: 'pid_get',
  summary: 'Reads the settings of a PID controller and its integrator.',
  access: 'read',
  params: z.strictObject({ channel }),
  result: pidSettings,
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'pid0' },
});

export const pidSetSetpoint = defineCommand({
  name: 'pid_set_setpoint',
  summary: 'Sets the setpoint of a PID controller and answers with the value read back.',
  access: 'write',
  params: z.strictObject({ channel, value: setpoint }),
  result: z.number().meta({ unit: 'V' }),
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'pid0', value: 0.1 },
});

export const pidGetSetpoint = defineCommand({
  name: 'pid_get_setpoint',
  summary: 'Reads the setpoint of a PID controller.',
  access: 'read',
  params: z.strictObject({ channel }),
  result: z.number().meta({ unit: 'V' }),
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'pid0' },
});

export const pidSetIntegrator = defineCommand({
  name: 'pid_set_integrator',
  summary: 'Loads the integrator of a PID controller and answers with the value read back.',
  details: 'With a gain on, the integrator moves on from the loaded value at once.',
  access: 'write',
  params: z.strictObject({ channel, value: quantity('V', 'value to load', -4, 32_767 / 8192) }),
  result: z.number().meta({ unit: 'V' }),
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'pid0', value: 0 },
});
