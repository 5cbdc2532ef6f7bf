import type { ModuleSettings } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { NumberField } from '../controls/number-field.tsx';
import { useDashboard } from '../dashboard-context.ts';
import { ModuleSection } from '../module-section/module-section.tsx';
import {
  FilterSetting,
  type ModuleSetup,
  NumberSetting,
  SelectSetting,
  type SettingValue,
} from '../module-section/setting-fields.tsx';
import { askBeforeUnlocking } from '../outputs/confirm-lock.tsx';
import { holdsLock } from '../outputs/lock.ts';
import { drives, OUTPUT_NAMES } from '../outputs/output-drive.ts';
import { formatSi } from '../quantities/si.ts';
import { describedParameter } from '../worker-link/described-parameter.ts';
import { ControllerMotion } from './controller-motion.tsx';

/** One of the controllers. */
export type Channel = 'pid0' | 'pid1' | 'pid2';

type Settings = ModuleSettings['pid0'];

const PAUSES: ReadonlyMap<string, string> = new Map([
  ['off', 'nothing'],
  ['i', 'i'],
  ['p', 'p'],
  ['pi', 'p and i'],
]);

/** One PID controller. */
export function ControllerSection({ channel }: { readonly channel: Channel }): JSX.Element {
  const { board } = useDashboard();
  const settings = board.settings(channel).value;
  return (
    <ModuleSection
      module={channel}
      brief={settings === null ? '' : briefOf(settings)}
      output={settings?.output_direct}
      openAtFirst={channel === 'pid0' && 'roomy'}
    >
      <Controller channel={channel} />
    </ModuleSection>
  );
}

function briefOf({ input, setpoint, p, i, pause }: Settings): string {
  if (p === 0 && i === 0) return `${input}, gains are 0`;
  const paused = pause === 'off' ? '' : ', paused';
  return `${input} to ${formatSi(setpoint, 'V', 3)}, p ${formatSi(p, '1', 3)}, i ${formatSi(i, 'Hz', 3)}${paused}`;
}

function Controller({ channel }: { readonly channel: Channel }): JSX.Element {
  const { board, link } = useDashboard();
  const settings = board.settings(channel).value;
  const disabled = settings === null || !link.steerable.value;
  const setup: ModuleSetup<keyof Settings> = {
    settings,
    command: link.describe('pid_configure'),
    disabled,
    set: async (change) => {
      const letsGo = settings !== null && holdsLock(settings) && leavesAnOutput(settings, change);
      if (letsGo && !(await askBeforeUnlocking([channel]))) return undefined;
      return link.steer('pid_configure', { ...change, channel });
    },
  };
  const setpoint = describedParameter(link.describe('pid_set_setpoint'), 'value');
  return (
    <>
      <div class="fields">
        <SelectSetting of={setup} setting="input" label="Input" />
        <NumberField
          label="Setpoint"
          unit={setpoint.unit}
          value={settings?.setpoint ?? null}
          min={setpoint.minimum}
          max={setpoint.maximum}
          resolution={1e-4}
          disabled={disabled}
          description={setpoint.description}
          onCommit={(value) => link.steer('pid_set_setpoint', { channel, value })}
        />
        <NumberSetting of={setup} setting="p" label="Proportional gain" resolution={1e-4} />
        <NumberSetting of={setup} setting="i" label="Integral gain" resolution={1e-3} />
        <SelectSetting of={setup} setting="output_direct" label="Output" />
        <NumberSetting of={setup} setting="min_voltage" label="Lower limit" resolution={1e-4} />
        <NumberSetting of={setup} setting="max_voltage" label="Upper limit" resolution={1e-4} />
        <SelectSetting
          of={setup}
          setting="pause"
          label="Paused"
          nameOf={(option) => PAUSES.get(option) ?? option}
        />
        <FilterSetting of={setup} setting="input_filter" label="Input filters" most={4} />
      </div>
      <ControllerMotion channel={channel} />
    </>
  );
}

/**
 * Whether an output that the controller drives now is driven no longer after a change. Gains are not asked for, not even on
 * their way to 0: they are tuned digit by digit, and the integrator keeps its part of the output.
 */
function leavesAnOutput(now: Settings, change: Readonly<Record<string, SettingValue>>): boolean {
  const next = change['output_direct'];
  if (next === undefined || next === 'both') return false;
  return OUTPUT_NAMES.some((output) => drives(now.output_direct, output) && next !== output);
}
