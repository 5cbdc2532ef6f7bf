import { type CommandName, MOVING_VALUES, type SettingsModule } from '@pyrpl-mux/client';

/** Settings as they travel, by name. */
export type Settings = Readonly<Record<string, unknown>>;

/** Settings of modules. */
export type ModulesSettings = Readonly<Partial<Record<SettingsModule, Settings>>>;

/** The command that sets each module, and what it calls the module. */
const SETUPS: Readonly<Record<SettingsModule, readonly [command: CommandName, params?: Settings]>> = {
  scope: ['scope_setup'],
  asg0: ['asg_setup', { channel: 'asg0' }],
  asg1: ['asg_setup', { channel: 'asg1' }],
  pid0: ['pid_configure', { channel: 'pid0' }],
  pid1: ['pid_configure', { channel: 'pid1' }],
  pid2: ['pid_configure', { channel: 'pid2' }],
  iq0: ['iq_setup', { channel: 'iq0' }],
  iq1: ['iq_setup', { channel: 'iq1' }],
  iq2: ['iq_setup', { channel: 'iq2' }],
  iir: ['iir_setup'],
  trig: ['trig_setup'],
  pwm0: ['pwm_set', { channel: 'pwm0' }],
  pwm1: ['pwm_set', { channel: 'pwm1' }],
};

/** What follows from other settings: those of the filter from its zeros, poles, gain and loops. */
const DERIVED: ReadonlySet<string> = new Set(['coefficients']);

/** A module without its number: those of one kind have the same settings. */
export function kindOf(module: SettingsModule): string {
  return module.replace(/\d$/, '');
}

/**
 * What is read back of a module, without what is no setting. What the scope is doing (`armed`, `triggered`, `duration`) is
 * not among its settings anyway. The pins and LEDs of `hk` are set by no command, so a state leaves them alone; values of
 * the sampler are measured.
 */
export function settingsAmong(readBack: Settings): Settings {
  return Object.fromEntries(
    Object.entries(readBack).filter(([name]) => !MOVING_VALUES.has(name) && !DERIVED.has(name)),
  );
}

/** The command that writes settings of a module, and its parameters. */
export function setupCommand(
  module: SettingsModule,
  settings: Settings,
): { readonly command: CommandName; readonly params: Settings } {
  const [command, params] = SETUPS[module];
  return { command, params: { ...params, ...settings } };
}
