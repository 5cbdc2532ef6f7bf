import type { ModuleSettings } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { ModuleSection } from '../module-section/module-section.tsx';
import {
  FilterSetting,
  type ModuleSetup,
  NumberSetting,
  SelectSetting,
} from '../module-section/setting-fields.tsx';
import { formatSi } from '../quantities/si.ts';
import { Measurement } from './measurement.tsx';

/** One of the demodulators. */
export type Channel = 'iq0' | 'iq1' | 'iq2';

type Settings = ModuleSettings['iq0'];

/** One demodulator. */
export function DemodulatorSection({ channel }: { readonly channel: Channel }): JSX.Element {
  const { board } = useDashboard();
  const settings = board.settings(channel).value;
  return (
    <ModuleSection
      module={channel}
      brief={settings === null ? '' : `${settings.input}, ${formatSi(settings.frequency, 'Hz', 4)}`}
      output={settings?.output_direct}
    >
      <Demodulator channel={channel} />
    </ModuleSection>
  );
}

function Demodulator({ channel }: { readonly channel: Channel }): JSX.Element {
  const { board, link } = useDashboard();
  const settings = board.settings(channel).value;
  const setup: ModuleSetup<keyof Settings> = {
    settings,
    command: link.describe('iq_setup'),
    disabled: settings === null || !link.steerable.value,
    set: (change) => link.steer('iq_setup', { ...change, channel }),
  };
  const words = (option: string): string => option.replaceAll('_', ' ');
  return (
    <>
      <div class="fields">
        <SelectSetting of={setup} setting="input" label="Input" />
        <NumberSetting of={setup} setting="frequency" label="Frequency" resolution={0.01} />
        <NumberSetting of={setup} setting="phase" label="Phase" resolution={1e-3} />
        <FilterSetting of={setup} setting="bandwidth" label="Bandwidths" most={channel === 'iq2' ? 4 : 2} />
        <FilterSetting of={setup} setting="acbandwidth" label="Input high-pass" most={1} single />
        <SelectSetting of={setup} setting="output_direct" label="Output" />
        <NumberSetting of={setup} setting="amplitude" label="Modulation amplitude" resolution={1e-4} />
        <NumberSetting of={setup} setting="gain" label="Gain" resolution={1e-4} />
        <SelectSetting of={setup} setting="output_signal" label="Others see" nameOf={words} />
        <NumberSetting of={setup} setting="quadrature_factor" label="Quadrature factor" resolution={1e-3} />
      </div>
      <Measurement channel={channel} />
    </>
  );
}
