import { commands, DRIVING_MODULES, OUTPUTS } from '@pyrpl-mux/client';
import { z } from 'zod';

/** The registers by which a module's remembered state is recognised. */
const registers = z.array(z.int());

/*
 * What the calls of the Python child answer with: the catalogue's results, in the board's own volts. Where no register
 * tells everything of a module, the registers come along by which it is recognised later.
 */
export const hkState = commands.hk_get.result;
export const pidSettings = commands.pid_get.result;
export const iqSettings = commands.iq_get.result;
export const trigSettings = commands.trig_setup.result;
export const pwmSettings = commands.pwm_set.result;
export const quadratures = commands.iq_get_quadratures.result;
export const asgSettings = commands.asg_get.result.extend({ registers });
export const scopeSettings = commands.scope_setup.result.extend({ registers });
export const scopeState = commands.scope_get.result.extend({ registers });
export const iirSettings = commands.iir_setup.result.extend({ registers });

export const acquisition = z.object({
  voltage: z.array(z.instanceof(Float32Array)),
  time: z.object({ start: z.number(), step: z.number() }),
  triggerTimestamp: z.number(),
  settings: scopeSettings,
});

export const boardState = z.object({
  hk: hkState,
  scope: scopeState,
  asg0: asgSettings,
  asg1: asgSettings,
  pid0: pidSettings,
  pid1: pidSettings,
  pid2: pidSettings,
  iq0: iqSettings,
  iq1: iqSettings,
  iq2: iqSettings,
  iir: iirSettings,
  trig: trigSettings,
  pwm0: pwmSettings,
  pwm1: pwmSettings,
});

export const outputsOff = z.object({
  was: z.record(z.enum(DRIVING_MODULES), z.enum(OUTPUTS)),
  out1: z.number(),
  out2: z.number(),
});

/** Which modules' remembered state still fits their registers. */
export const recalled = z.object({ believed: z.array(z.string()) });
