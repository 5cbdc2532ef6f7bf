import type { CommandDescription } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { FilterField } from '../controls/filter-field.tsx';
import { NumberField } from '../controls/number-field.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { ToggleField } from '../controls/toggle-field.tsx';
import { describedParameter } from '../worker-link/described-parameter.ts';

/** What a setting can be set to. */
export type SettingValue = boolean | number | string | readonly number[];

/** One module's settings and the command that changes them. */
export interface ModuleSetup<Setting extends string> {
  /** As read back; null as long as they are not known. */
  readonly settings: Readonly<Partial<Record<Setting, unknown>>> | null;
  /** What the worker tells of the command: units, ranges, options. */
  readonly command: CommandDescription | undefined;
  /** Whether nothing can be changed from here at present. */
  readonly disabled: boolean;
  /** @returns the settings read back; undefined if it failed, which has been said elsewhere */
  readonly set: (
    change: Readonly<Record<string, SettingValue>>,
  ) => Promise<Readonly<Partial<Record<Setting, unknown>>> | undefined>;
}

interface SettingProps<Setting extends string> {
  readonly of: ModuleSetup<Setting>;
  /** Name of the setting, which is that of the command's parameter. */
  readonly setting: Setting;
  readonly label: string;
  readonly hint?: string | undefined;
}

/** A setting that is a number. */
export function NumberSetting<Setting extends string>(
  props: SettingProps<Setting> & {
    /** A power of ten at or below the step of the board's grid, in the setting's unit. */
    readonly resolution?: number;
  },
): JSX.Element {
  const { of, setting, label, hint, resolution } = props;
  const { unit, minimum, maximum, whole, description } = describedParameter(of.command, setting);
  return (
    <NumberField
      label={label}
      unit={unit}
      value={numberIn(of.settings?.[setting]) ?? null}
      min={minimum}
      max={maximum}
      whole={whole}
      {...(resolution === undefined ? {} : { resolution })}
      disabled={of.disabled}
      description={description}
      hint={hint}
      onCommit={async (value) => numberIn((await of.set({ [setting]: value }))?.[setting])}
    />
  );
}

/** A setting that is one of several words. */
export function SelectSetting<Setting extends string>(
  props: SettingProps<Setting> & {
    /** How an option is called, where its own name does not say enough. */
    readonly nameOf?: (option: string) => string;
  },
): JSX.Element {
  const { of, setting, label, hint, nameOf } = props;
  const { options, description } = describedParameter(of.command, setting);
  const value = of.settings?.[setting];
  return (
    <SelectField
      label={label}
      value={typeof value === 'string' ? value : null}
      options={options}
      {...(nameOf === undefined ? {} : { nameOf })}
      disabled={of.disabled}
      title={description}
      hint={hint}
      onCommit={(option) => of.set({ [setting]: option })}
    />
  );
}

/** A setting that is on or off. */
export function ToggleSetting<Setting extends string>(props: SettingProps<Setting>): JSX.Element {
  const { of, setting, label, hint } = props;
  const value = of.settings?.[setting];
  return (
    <ToggleField
      label={label}
      value={typeof value === 'boolean' ? value : null}
      disabled={of.disabled}
      hint={hint}
      onCommit={(on) => of.set({ [setting]: on })}
    />
  );
}

/** A setting that is the bandwidth of a filter, or of several that follow one another. */
export function FilterSetting<Setting extends string>(
  props: SettingProps<Setting> & {
    readonly most: number;
    /** Whether the setting is a single number rather than a list. */
    readonly single?: boolean;
  },
): JSX.Element {
  const { of, setting, label, hint, most, single = false } = props;
  return (
    <FilterField
      label={label}
      value={bandwidthsIn(of.settings?.[setting]) ?? null}
      most={most}
      disabled={of.disabled}
      hint={hint}
      onCommit={async (value) => {
        const change = single ? (value[0] ?? 0) : value;
        return bandwidthsIn((await of.set({ [setting]: change }))?.[setting]);
      }}
    />
  );
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function bandwidthsIn(value: unknown): readonly number[] | undefined {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((bandwidth) => typeof bandwidth === 'number') : undefined;
}
