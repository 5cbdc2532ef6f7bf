import type { CommandName, SettingsModule } from '@pyrpl-mux/client';

/** Settings as they travel, by name. */
export type Settings = Readonly<Record<string, unknown>>;

/** Settings of modules. */
export type ModulesSettings = Readonly<Partial<Record<SettingsModule, Settings>>>;

/** The command that sets a module, and what it calls the module. */
interface Setup {
  readonly command: CommandName;
  readonly params: Settings;
  /**
   * What is read back with the settings and is none, for it follows from them or moves by itself:
   *
   * - `integrator`: what a controller has summed up.
   * - `coefficients`: follow from zeros, poles, gain and loops.
   * - `overflow`: what has happened since the filter was switched on.
   * - `armed`: ends with the next trigger, and the board cannot disarm.
   *
   * What the scope is doing (`armed`, `triggered`, `duration`) is not among its settings anyway. The pins and LEDs of `hk`
   * are set by no command, so a state leaves them alone; values of the sampler are measured.
   */
  readonly readings: ReadonlySet<string>;
}

const setup = (command: CommandName, params: Settings = {}, ...readings: readonly string[]): Setup => ({
  command,
  params,
  readings: new Set(readings),
});

const SETUPS: Readonly<Record<SettingsModule, Setup>> = {
  scope: setup('scope_setup'),
  asg0: setup('asg_setup', { channel: 'asg0' }),
  asg1: setup('asg_setup', { channel: 'asg1' }),
  pid0: setup('pid_configure', { channel: 'pid0' }, 'integrator'),
  pid1: setup('pid_configure', { channel: 'pid1' }, 'integrator'),
  pid2: setup('pid_configure', { channel: 'pid2' }, 'integrator'),
  iq0: setup('iq_setup', { channel: 'iq0' }),
  iq1: setup('iq_setup', { channel: 'iq1' }),
  iq2: setup('iq_setup', { channel: 'iq2' }),
  iir: setup('iir_setup', {}, 'coefficients', 'overflow'),
  trig: setup('trig_setup', {}, 'armed'),
  pwm0: setup('pwm_set', { channel: 'pwm0' }),
  pwm1: setup('pwm_set', { channel: 'pwm1' }),
};

/** A module without its number: those of one kind have the same settings. */
export function kindOf(module: SettingsModule): string {
  return module.replace(/\d$/, '');
}

/** What is read back of a module, without what is no setting. */
export function settingsAmong(module: SettingsModule, readBack: Settings): Settings {
  const { readings } = SETUPS[module];
  return Object.fromEntries(Object.entries(readBack).filter(([name]) => !readings.has(name)));
}

/** The command that writes settings of a module, and its parameters. */
export function setupCommand(
  module: SettingsModule,
  settings: Settings,
): { readonly command: CommandName; readonly params: Settings } {
  const { command, params } = SETUPS[module];
  return { command, params: { ...params, ...settings } };
}
