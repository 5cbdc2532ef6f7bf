import type { ModuleSettings } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { ModuleSection } from '../module-section/module-section.tsx';
import {
  FilterSetting,
  type ModuleSetup,
  NumberSetting,
  SelectSetting,
  ToggleSetting,
} from '../module-section/setting-fields.tsx';

type Settings = ModuleSettings['trig'];

/** The trigger module. */
export function TrigSection(): JSX.Element {
  const { board } = useDashboard();
  const settings = board.settings('trig').value;
  const brief =
    settings === null
      ? ''
      : `${settings.input}, ${words(settings.trigger_source)}${settings.armed ? ', armed' : ''}`;
  return (
    <ModuleSection module="trig" brief={brief} output={settings?.output_direct}>
      <Trig settings={settings} />
    </ModuleSection>
  );
}

function words(option: string): string {
  return option.replaceAll('_', ' ');
}

function Trig({ settings }: { readonly settings: Settings | null }): JSX.Element {
  const { link } = useDashboard();
  const setup: ModuleSetup<keyof Settings> = {
    settings,
    command: link.describe('trig_setup'),
    disabled: settings === null || !link.steerable.value,
    set: (change) => link.steer('trig_setup', change),
  };
  return (
    <>
      <div class="fields">
        <SelectSetting of={setup} setting="input" label="Input" />
        <SelectSetting of={setup} setting="trigger_source" label="Edges" nameOf={words} />
        <NumberSetting of={setup} setting="threshold" label="Threshold" resolution={1e-4} />
        <NumberSetting of={setup} setting="hysteresis" label="Hysteresis" resolution={1e-4} />
        <FilterSetting of={setup} setting="input_filter" label="Input filter" most={1} single />
        <SelectSetting of={setup} setting="output_direct" label="Output" />
        <SelectSetting of={setup} setting="output_signal" label="Output signal" nameOf={words} />
        <NumberSetting of={setup} setting="phase_offset" label="Phase offset" resolution={1e-3} />
        <ToggleSetting of={setup} setting="phase_abs" label="Phase without sign" />
        <ToggleSetting of={setup} setting="auto_rearm" label="Arms itself again" />
      </div>
      <div class="actions">
        <button
          type="button"
          disabled={setup.disabled || settings?.armed === true}
          onClick={() => void setup.set({ armed: true })}
        >
          Arm
        </button>
        <span class="hint">{settings?.armed === true ? 'armed: waits for a trigger' : ''}</span>
      </div>
    </>
  );
}
