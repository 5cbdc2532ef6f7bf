import type { ModuleSettings } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { ModuleSection } from '../module-section/module-section.tsx';
import {
  FilterSetting,
  type ModuleSetup,
  SelectSetting,
  ToggleSetting,
} from '../module-section/setting-fields.tsx';

type Settings = ModuleSettings['iir'];

/** The IIR filter. */
export function IirSection(): JSX.Element {
  const { board } = useDashboard();
  const settings = board.settings('iir').value;
  return (
    <ModuleSection
      module="iir"
      brief={settings === null ? '' : briefOf(settings)}
      output={settings?.output_direct}
    >
      <Iir settings={settings} />
    </ModuleSection>
  );
}

function briefOf({ input, on, bypass }: Settings): string {
  return `${input}, ${on ? 'filter on' : 'filter off'}${bypass ? ', bypassed' : ''}`;
}

function Iir({ settings }: { readonly settings: Settings | null }): JSX.Element {
  const { link } = useDashboard();
  const setup: ModuleSetup<keyof Settings> = {
    settings,
    command: link.describe('iir_setup'),
    disabled: settings === null || !link.steerable.value,
    set: (change) => link.steer('iir_setup', change),
  };
  return (
    <>
      <div class="fields">
        <SelectSetting of={setup} setting="input" label="Input" />
        <SelectSetting of={setup} setting="output_direct" label="Output" />
        <FilterSetting of={setup} setting="input_filter" label="Input filter" most={1} single />
        <ToggleSetting of={setup} setting="on" label="Filter on" />
        <ToggleSetting of={setup} setting="bypass" label="Bypass" />
      </div>
      {settings === null || settings.overflow.length === 0 ? null : (
        <p class="warning">
          <span aria-hidden="true">▲</span> Saturated since it was switched on: {settings.overflow.join(', ')}
          .
        </p>
      )}
      <p class="hint">
        {settings === null ? '' : shapeOf(settings)} Zeros, poles and gain are set by iir_setup, from Python
        or the command line.
      </p>
    </>
  );
}

function shapeOf({ zeros, poles, gain }: Settings): string {
  if (zeros === null || poles === null || gain === null)
    return 'Its shape is unknown: nobody has set it, and no register tells it.';
  const count = (length: number, one: string): string => `${length} ${one}${length === 1 ? '' : 's'}`;
  return `${count(zeros.length, 'zero')}, ${count(poles.length, 'pole')}, gain ${Number(gain.toPrecision(4))}.`;
}
