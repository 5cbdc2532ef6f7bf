/**
 * The command catalogue: one definition per command. Validation, `describe`, the help of the command line and the
 * documentation are made from it.
 *
 * @packageDocumentation
 */
import type { z } from 'zod';
import * as asg from './asg.ts';
import * as board from './board.ts';
import type { CommandDefinition } from './define.ts';
import * as iir from './iir.ts';
import * as iq from './iq.ts';
import * as pid from './pid.ts';
import * as pwm from './pwm.ts';
import * as scope from './scope.ts';
import * as session from './session.ts';
import * as state from './state.ts';
import { status } from './status.ts';
import * as trig from './trig.ts';

const definitions = {
  ping: session.ping,
  hello: session.hello,
  status,
  describe: session.describe,
  cancel: session.cancel,
  subscribe: session.subscribe,
  unsubscribe: session.unsubscribe,
  shutdown: session.shutdown,
  scope_setup: scope.scopeSetup,
  scope_get: scope.scopeGet,
  scope_acquire: scope.scopeAcquire,
  scope_set_decimation: scope.scopeSetDecimation,
  scope_set_trigger: scope.scopeSetTrigger,
  asg_setup: asg.asgSetup,
  asg_get: asg.asgGet,
  asg_set_frequency: asg.asgSetFrequency,
  asg_set_amplitude: asg.asgSetAmplitude,
  asg_set_offset: asg.asgSetOffset,
  asg_off: asg.asgOff,
  pid_configure: pid.pidConfigure,
  pid_get: pid.pidGet,
  pid_set_setpoint: pid.pidSetSetpoint,
  pid_get_setpoint: pid.pidGetSetpoint,
  pid_set_integrator: pid.pidSetIntegrator,
  iq_setup: iq.iqSetup,
  iq_get: iq.iqGet,
  iq_get_quadratures: iq.iqGetQuadratures,
  iq_get_measurement: iq.iqGetMeasurement,
  iir_setup: iir.iirSetup,
  iir_get: iir.iirGet,
  trig_setup: trig.trigSetup,
  pwm_set: pwm.pwmSet,
  sampler_read: board.samplerRead,
  outputs_off: board.outputsOff,
  hk_get: board.hkGet,
  state_get: board.stateGet,
  state_save: state.stateSave,
  state_list: state.stateList,
  state_compare: state.stateCompare,
  state_restore: state.stateRestore,
} as const;

type Definitions = typeof definitions;

/** Name of a command. */
export type CommandName = keyof Definitions;

/** What a caller may give as params of a command (defaults may be left out). */
export type CommandParams<Name extends CommandName> = z.input<Definitions[Name]['params']>;

/** Params of a command after validation and defaults. */
export type ValidatedParams<Name extends CommandName> = z.output<Definitions[Name]['params']>;

/** `data` of a command's ok response. */
export type CommandResult<Name extends CommandName> = z.output<Definitions[Name]['result']>;

/** Every command, typed by name. */
export const commands: Definitions = definitions;

/** Every command by name, for names that come from outside. */
export const catalogue: ReadonlyMap<string, CommandDefinition> = new Map(Object.entries(definitions));
