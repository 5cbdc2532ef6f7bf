/** Signals of the board's routing: what an input may listen to (redpitaya_dsp.v; `off` is constant zero). */
export const SIGNALS = [
  'pid0',
  'pid1',
  'pid2',
  'trig',
  'iir',
  'iq0',
  'iq1',
  'iq2',
  'asg0',
  'asg1',
  'in1',
  'in2',
  'out1',
  'out2',
  'iq2_2',
  'off',
] as const;

/** Hardware modules that have a lane of their own. */
export const MODULES = [
  'hk',
  'scope',
  'sampler',
  'asg0',
  'asg1',
  'pid0',
  'pid1',
  'pid2',
  'iq0',
  'iq1',
  'iq2',
  'iir',
  'trig',
  'pwm0',
  'pwm1',
] as const;

/** One of {@link MODULES}. */
export type Module = (typeof MODULES)[number];

/** A module with settings: the housekeeping has none that a command changes, the sampler none at all. */
export type SettingsModule = Exclude<Module, 'hk' | 'sampler'>;

/** All of them. */
export const SETTINGS_MODULES: readonly SettingsModule[] = MODULES.filter(
  (module) => module !== 'hk' && module !== 'sampler',
);

/** Modules that can drive an output. */
export const DRIVING_MODULES = [
  'asg0',
  'asg1',
  'pid0',
  'pid1',
  'pid2',
  'iq0',
  'iq1',
  'iq2',
  'iir',
  'trig',
] as const;

/** Where a module's direct output goes. */
export const OUTPUTS = ['off', 'out1', 'out2', 'both'] as const;
