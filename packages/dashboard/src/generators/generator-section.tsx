import type { ModuleSettings } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { ModuleSection } from '../module-section/module-section.tsx';
import { type ModuleSetup, NumberSetting, SelectSetting } from '../module-section/setting-fields.tsx';
import { formatSi } from '../quantities/si.ts';
import { peak } from './period.ts';
import { PeriodDrawing } from './period-drawing.tsx';

type Channel = 'asg0' | 'asg1';
type Settings = ModuleSettings['asg0'];

/** One signal generator. */
export function GeneratorSection({ channel }: { readonly channel: Channel }): JSX.Element {
  const { board } = useDashboard();
  const settings = board.settings(channel).value;
  return (
    <ModuleSection
      module={channel}
      brief={settings === null ? '' : briefOf(settings)}
      output={settings?.output_direct}
      openAtFirst={channel === 'asg0' && 'roomy'}
    >
      <Generator channel={channel} />
    </ModuleSection>
  );
}

function briefOf({ waveform, frequency, amplitude }: Settings): string {
  return `${waveform ?? 'unknown waveform'}, ${formatSi(frequency, 'Hz', 4)}, ${formatSi(amplitude, 'V', 3)}`;
}

function Generator({ channel }: { readonly channel: Channel }): JSX.Element {
  const { board, link } = useDashboard();
  const settings = board.settings(channel).value;
  const setup: ModuleSetup<keyof Settings> = {
    settings,
    command: link.describe('asg_setup'),
    disabled: settings === null || !link.steerable.value,
    set: (change) => link.steer('asg_setup', { ...change, channel }),
  };
  return (
    <>
      <div class="fields">
        <SelectSetting
          of={setup}
          setting="waveform"
          label="Waveform"
          hint={settings?.waveform === null ? 'unknown: nobody has set it yet' : undefined}
        />
        <NumberSetting of={setup} setting="frequency" label="Frequency" resolution={0.1} />
        <NumberSetting of={setup} setting="amplitude" label="Amplitude" resolution={1e-4} />
        <NumberSetting of={setup} setting="offset" label="Offset" resolution={1e-4} />
        <SelectSetting of={setup} setting="output_direct" label="Output" />
        <SelectSetting
          of={setup}
          setting="trigger_source"
          label="Trigger"
          nameOf={(option) => option.replaceAll('_', ' ')}
          hint={
            settings?.trigger_source === null
              ? 'unknown: nobody has chosen it yet'
              : 'choosing one starts it anew'
          }
        />
        <NumberSetting of={setup} setting="start_phase" label="Start phase" resolution={1e-3} />
        <NumberSetting
          of={setup}
          setting="cycles_per_burst"
          label="Periods per burst"
          resolution={1}
          hint={settings?.cycles_per_burst === 0 ? 'endless' : undefined}
        />
        {settings === null || settings.cycles_per_burst === 0 ? null : (
          <>
            <NumberSetting of={setup} setting="bursts" label="Bursts" resolution={1} />
            <NumberSetting of={setup} setting="burst_delay" label="Pause between bursts" resolution={1e-6} />
          </>
        )}
      </div>
      {settings === null ? null : <Saturation settings={settings} />}
      <div class="generator-foot">
        <Actions channel={channel} settings={settings} setup={setup} />
        {settings === null ? null : <PeriodDrawing settings={settings} />}
      </div>
    </>
  );
}

function Saturation({ settings }: { readonly settings: Settings }): JSX.Element | null {
  const volts = peak(settings);
  if (volts <= 1) return null;
  const sum = settings.waveform === 'noise' ? '4 × amplitude + |offset|' : 'Amplitude + |offset|';
  return (
    <p class="warning" role="note">
      <span aria-hidden="true">▲</span> {sum} is {formatSi(volts, 'V', 4)}: the output saturates at 1 V.
    </p>
  );
}

function Actions({
  channel,
  settings,
  setup,
}: {
  readonly channel: Channel;
  readonly settings: Settings | null;
  readonly setup: ModuleSetup<keyof Settings>;
}): JSX.Element {
  const { link } = useDashboard();
  const source = settings?.trigger_source ?? 'off';
  const stopped = source === 'off';
  return (
    <div class="actions">
      <button
        type="button"
        disabled={setup.disabled}
        title="Starts the waveform at its start phase, as the trigger says; immediately, where none is chosen."
        onClick={() => void setup.set({ trigger_source: stopped ? 'immediately' : source })}
      >
        {stopped ? 'Start' : 'Restart'}
      </button>
      <button
        type="button"
        disabled={setup.disabled || settings?.output_direct === 'off'}
        title="Disconnects the generator from the outputs; it runs on inside the board."
        onClick={() => void link.steer('asg_off', { channel })}
      >
        Disconnect
      </button>
    </div>
  );
}
