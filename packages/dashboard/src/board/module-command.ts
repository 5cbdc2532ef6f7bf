import type { CommandName } from '@pyrpl-mux/client';

/** The command that sets each kind of module, whose parameters tell the units of its settings. */
const COMMANDS: ReadonlyMap<string, CommandName> = new Map([
  ['scope', 'scope_setup'],
  ['asg', 'asg_setup'],
  ['pid', 'pid_configure'],
  ['iq', 'iq_setup'],
  ['iir', 'iir_setup'],
  ['trig', 'trig_setup'],
  ['pwm', 'pwm_set'],
]);

/** The command that changes the settings of a module; null if none does. */
export function commandOf(module: string): CommandName | null {
  return COMMANDS.get(module.replace(/\d+$/, '')) ?? null;
}
