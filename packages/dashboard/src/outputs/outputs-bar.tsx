import { useSignal } from '@preact/signals';
import { DRIVING_MODULES } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { askBeforeUnlocking } from './confirm-lock.tsx';
import { ConnectAgain } from './connect-again.tsx';
import { CONTROLLERS, holdsLock } from './lock.ts';
import { drives, isSaturated, OUTPUT_NAMES, type OutputName, steadyVolts } from './output-drive.ts';
import { type SwitchedOff, stillOff, switchedOff, switchedOffSentence } from './switched-off.ts';
import './outputs.css';

/** What each output does now, and one button that switches all off. */
export function OutputsBar(): JSX.Element {
  const { link, board, notices } = useDashboard();
  const off = useSignal<readonly SwitchedOff[]>([]);
  const asking = useSignal(false);
  const viewOnly = link.access.value === 'view';
  const disabled = link.phase.value.kind !== 'ready' || viewOnly;

  const switchOff = async (): Promise<void> => {
    if (disabled || asking.value) return;
    const locked = CONTROLLERS.filter((pid) => {
      const settings = board.settings(pid).value;
      return settings !== null && holdsLock(settings);
    });
    asking.value = true;
    const go = await askBeforeUnlocking(
      locked,
      'Every other module is disconnected from OUT1 and OUT2 as well.',
    ).finally(() => {
      asking.value = false;
    });
    if (!go) return;
    const result = await link.steer('outputs_off', {});
    if (result === undefined) return;
    const now = switchedOff(result.was);
    off.value = stillOff(off.value, now);
    notices.done(switchedOffSentence(now));
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== '.' || !(event.ctrlKey || event.metaKey) || event.altKey || event.repeat) return;
      event.preventDefault();
      void switchOff();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });

  return (
    <section class="outputs" aria-label="Outputs">
      <dl>
        {OUTPUT_NAMES.map((output, index) => (
          <Output key={output} output={output} index={index} />
        ))}
      </dl>
      <button
        type="button"
        class="outputs-off"
        disabled={disabled}
        onClick={() => void switchOff()}
        aria-keyshortcuts="Control+. Meta+."
        title={
          viewOnly
            ? 'This page may only look.'
            : 'Disconnects every module from OUT1 and OUT2 at once (Ctrl and the full stop).'
        }
      >
        <span aria-hidden="true">■</span> Outputs off
      </button>
      <ConnectAgain modules={off} />
    </section>
  );
}

function Output({ output, index }: { readonly output: OutputName; readonly index: number }): JSX.Element {
  const { board, levels } = useDashboard();
  const directs = DRIVING_MODULES.map(
    (module) => [module, board.settings(module).value?.output_direct] as const,
  );
  const known = directs.some(([, direct]) => direct !== undefined);
  const names = directs.flatMap(([module, direct]) =>
    direct !== undefined && drives(direct, output) ? [module] : [],
  );
  const volts = levels.reading.value?.[index];
  const saturated = volts !== undefined && isSaturated(volts);
  return (
    <div class={saturated ? 'output saturated' : 'output'}>
      <dt>{output.toUpperCase()}</dt>
      <dd class="drivers">{known ? names.join(' + ') || 'nothing' : '…'}</dd>
      <dd class="value" title={levels.problem.value ?? 'Present value'}>
        {volts === undefined ? '–' : steadyVolts(volts)}
      </dd>
      <dd class="clipped">
        {saturated ? (
          <span title="Saturated: the sum of what drives this output is beyond 1 V, and clipped.">
            <span aria-hidden="true">▲</span>
            <span class="visually-hidden">saturated</span>
          </span>
        ) : null}
      </dd>
    </div>
  );
}
