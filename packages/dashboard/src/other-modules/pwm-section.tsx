import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { ModuleSection } from '../module-section/module-section.tsx';
import { type ModuleSetup, SelectSetting } from '../module-section/setting-fields.tsx';
import { SAMPLED_SIGNALS } from '../sampler/signals.ts';

const INPUTS = [...SAMPLED_SIGNALS, 'off'] as const;

/** One of the slow outputs on the extension connector. */
export function PwmSection({ channel }: { readonly channel: 'pwm0' | 'pwm1' }): JSX.Element {
  const { board, link } = useDashboard();
  const settings = board.settings(channel).value;
  const setup: ModuleSetup<'input'> = {
    settings,
    command: link.describe('pwm_set'),
    disabled: settings === null || !link.steerable.value,
    set: async (change) => {
      const input = INPUTS.find((signal) => signal === change['input']);
      if (input === undefined) throw new TypeError(`${channel} cannot follow ${String(change['input'])}.`);
      return link.steer('pwm_set', { channel, input });
    },
  };
  const brief =
    settings === null ? '' : settings.input === 'off' ? 'off: 0.9 V' : `follows ${settings.input}`;
  return (
    <ModuleSection module={channel} brief={brief}>
      <div class="fields">
        <SelectSetting of={setup} setting="input" label="Follows" />
      </div>
      <p class="hint">
        A pin of connector E2: −1 V to 1 V of the signal is 0 V to 1.8 V there, so “off” is 0.9 V. “Outputs
        off” does not concern it.
      </p>
    </ModuleSection>
  );
}
