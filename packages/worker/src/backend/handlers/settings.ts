import type { CommandResult, SettingsModule } from '@pyrpl-mux/client';
import type {
  AsgSettings,
  BoardState,
  Complex,
  IirSettings,
  IqSettings,
  PidSettings,
  PwmSettings,
  ScopeSettings,
  ScopeState,
  TrigSettings,
} from '@pyrpl-mux/redpitaya';
import type { InputScale } from './input-range.ts';

/** Settings of the modules that have any, in the driver's units: full scale of every signal is 1 V. */
export type DriverSettings = Omit<BoardState, 'hk' | 'scope'> & { readonly scope: ScopeSettings };

/** Settings as they travel: voltages of the inputs at their connectors. */
export type WireSettings = {
  readonly [M in SettingsModule]: M extends `asg${string}`
    ? CommandResult<'asg_get'>
    : M extends `pid${string}`
      ? CommandResult<'pid_get'>
      : M extends `iq${string}`
        ? CommandResult<'iq_get'>
        : M extends `pwm${string}`
          ? CommandResult<'pwm_set'>
          : M extends 'iir'
            ? CommandResult<'iir_setup'>
            : M extends 'trig'
              ? CommandResult<'trig_setup'>
              : CommandResult<'scope_setup'>;
};

/** The signal that threshold and hysteresis are compared with; that of channel 1 unless channel 2 is the trigger. */
export function triggerSignal(
  settings: Pick<ScopeSettings, 'trigger_source' | 'input1' | 'input2'>,
): ScopeSettings['input1'] {
  return settings.trigger_source?.startsWith('ch2') === true ? settings.input2 : settings.input1;
}

/** The scope's settings alone, without what it is doing. */
export function withoutState(state: ScopeState): ScopeSettings {
  const { armed: _armed, triggered: _triggered, duration: _duration, ...settings } = state;
  return settings;
}

const asg = (settings: AsgSettings): CommandResult<'asg_get'> => ({ ...settings });

const pid = (settings: PidSettings, scale: InputScale): CommandResult<'pid_get'> => ({
  ...settings,
  input_filter: [...settings.input_filter],
  setpoint: scale.fromBoard(settings.input, settings.setpoint),
});

const iq = (settings: IqSettings): CommandResult<'iq_get'> => ({
  ...settings,
  bandwidth: [...settings.bandwidth],
});

const scope = (settings: ScopeSettings, scale: InputScale): CommandResult<'scope_setup'> => {
  const signal = triggerSignal(settings);
  return {
    ...settings,
    threshold: scale.fromBoard(signal, settings.threshold),
    hysteresis: scale.fromBoard(signal, settings.hysteresis),
  };
};

const copyRoots = (roots: readonly Complex[] | null): [number, number][] | null =>
  roots?.map(([re, im]) => [re, im]) ?? null;

const iir = (settings: IirSettings): CommandResult<'iir_setup'> => ({
  ...settings,
  zeros: copyRoots(settings.zeros),
  poles: copyRoots(settings.poles),
  coefficients: settings.coefficients?.map(([b0, b1, a1, a2]) => [b0, b1, a1, a2]) ?? null,
  overflow: [...settings.overflow],
});

const trig = (settings: TrigSettings, scale: InputScale): CommandResult<'trig_setup'> => ({
  ...settings,
  threshold: scale.fromBoard(settings.input, settings.threshold),
  hysteresis: scale.fromBoard(settings.input, settings.hysteresis),
});

const pwm = (settings: PwmSettings): CommandResult<'pwm_set'> => ({ ...settings });

/** Makes of a module's settings what travels. */
export const onWire: {
  readonly [M in SettingsModule]: (settings: DriverSettings[M], scale: InputScale) => WireSettings[M];
} = {
  scope,
  asg0: asg,
  asg1: asg,
  pid0: pid,
  pid1: pid,
  pid2: pid,
  iq0: iq,
  iq1: iq,
  iq2: iq,
  iir,
  trig,
  pwm0: pwm,
  pwm1: pwm,
};
