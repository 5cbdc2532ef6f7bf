import { z } from 'zod';
import { defineCommand, QUICK } from './define.ts';
import { pwmChannel, signal } from './values.ts';

const input = signal.meta({ description: 'signal that the output follows' });

export const pwmSet = defineCommand({
  name: 'pwm_set',
  summary: 'Chooses the signal that a slow output (PWM, extension connector E2) follows.',
  details:
    '-1 V to 1 V of the signal is 0 V to 1.8 V at the pin, so "off" is 0.9 V. outputs_off does not concern these pins.',
  access: 'write',
  params: z.strictObject({
    channel: pwmChannel.default('pwm0').meta({ description: 'which output' }),
    input,
  }),
  result: z.object({ input }),
  modules: (params) => [params.channel],
  timeout: () => QUICK,
  example: { channel: 'pwm0', input: 'off' },
});
