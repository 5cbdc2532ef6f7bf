import { DECIMATIONS, type ModuleSettings } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { NumberField } from '../controls/number-field.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { ToggleField } from '../controls/toggle-field.tsx';
import { useDashboard } from '../dashboard-context.ts';
import { describedParameter } from '../worker-link/described-parameter.ts';
import { timePerDivisionText } from './time-base.ts';
import { triggerName } from './trace-description.ts';

type Settings = ModuleSettings['scope'];

/** The settings of the board's scope, which all clients share. */
export function ScopeSettings(): JSX.Element {
  return (
    <>
      <fieldset class="scope-settings">
        <legend>Signals and time</legend>
        <ChoiceField label="Channel 1" setting="input1" />
        <ChoiceField label="Channel 2" setting="input2" />
        <TimeField />
        <AverageField />
      </fieldset>
      <fieldset class="scope-settings">
        <legend>Trigger</legend>
        <ChoiceField label="Source" setting="trigger_source" />
        <QuantityField label="Level" setting="threshold" />
        <QuantityField label="Hysteresis" setting="hysteresis" />
        <QuantityField label="Delay" setting="trigger_delay" />
      </fieldset>
    </>
  );
}

function ChoiceField({
  label,
  setting,
}: {
  readonly label: string;
  readonly setting: 'input1' | 'input2' | 'trigger_source';
}): JSX.Element {
  const { link, board } = useDashboard();
  const { options, description } = describedParameter(link.describe('scope_setup'), setting);
  return (
    <SelectField
      label={label}
      value={board.settings('scope').value?.[setting] ?? null}
      options={options}
      nameOf={triggerName}
      title={sentence(description)}
      disabled={!link.steerable.value}
      onCommit={(option) => link.steer('scope_setup', { [setting]: option })}
    />
  );
}

function QuantityField({
  label,
  setting,
}: {
  readonly label: string;
  readonly setting: 'threshold' | 'hysteresis' | 'trigger_delay';
}): JSX.Element {
  const { link, board } = useDashboard();
  const { unit, minimum, maximum } = describedParameter(link.describe('scope_setup'), setting);
  const settings = board.settings('scope').value;
  return (
    <NumberField
      label={label}
      unit={unit}
      value={settings?.[setting] ?? null}
      hint={settings?.[setting] === null ? 'unknown: nobody has set it yet' : undefined}
      min={minimum}
      max={maximum}
      resolution={RESOLUTION[setting]}
      disabled={!link.steerable.value}
      onCommit={async (value) =>
        (await link.steer('scope_setup', { [setting]: value }))?.[setting] ?? undefined
      }
    />
  );
}

/** Below a step of the board's grid: 1/8192 of the range, and 8 ns. */
const RESOLUTION: Readonly<Record<'threshold' | 'hysteresis' | 'trigger_delay', number>> = {
  threshold: 1e-4,
  hysteresis: 1e-4,
  trigger_delay: 1e-9,
};

function TimeField(): JSX.Element {
  const { link, board } = useDashboard();
  const decimation = board.settings('scope').value?.decimation ?? null;
  return (
    <SelectField
      label="Time per division"
      value={decimation === null ? null : String(decimation)}
      options={DECIMATIONS.map(String)}
      nameOf={(option) => timePerDivisionText(Number(option))}
      title={`Ten divisions are a trace of 16384 samples. Decimation ${decimation ?? 'unknown'}: ADC samples per sample of the trace.`}
      disabled={!link.steerable.value}
      onCommit={(option) => link.steer('scope_setup', { decimation: Number(option) })}
    />
  );
}

function AverageField(): JSX.Element {
  const { link, board } = useDashboard();
  const settings: Settings | null = board.settings('scope').value;
  return (
    <ToggleField
      label="Average samples"
      value={settings?.average ?? null}
      hint={settings !== null && settings.decimation > 1 ? `of ${settings.decimation} each` : undefined}
      disabled={!link.steerable.value}
      onCommit={(average) => link.steer('scope_setup', { average })}
    />
  );
}

function sentence(description: string): string {
  return description === '' ? '' : `${description.charAt(0).toUpperCase()}${description.slice(1)}.`;
}
