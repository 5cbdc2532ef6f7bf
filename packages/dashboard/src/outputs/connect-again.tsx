import { type Signal, useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { type Driver, outputLabel } from './output-drive.ts';
import { connectAgain, type SwitchedOff } from './switched-off.ts';

/** After the outputs were switched off: each module with a button that connects it again. Nothing otherwise. */
export function ConnectAgain({
  modules,
}: {
  readonly modules: Signal<readonly SwitchedOff[]>;
}): JSX.Element | null {
  const { link, board } = useDashboard();
  const isOff = (module: Driver): boolean => (board.settings(module).value?.output_direct ?? 'off') === 'off';
  const seenOff = useRef(new Set<Driver>());
  useSignalEffect(() => {
    const seen = seenOff.current;
    if (modules.value.length === 0) seen.clear();
    // The answer may come before the settings that it led to.
    const back = modules.value.filter(({ module }) => !isOff(module) && seen.delete(module));
    for (const { module } of modules.value) if (isOff(module)) seen.add(module);
    if (back.length > 0) modules.value = modules.value.filter((one) => !back.includes(one));
  });
  const left = modules.value.filter(({ module }) => isOff(module));
  if (left.length === 0) return null;
  const controllers = left.some(({ module }) => module.startsWith('pid'));
  return (
    <section class="switched-off" aria-label="Switched off">
      <p>
        <strong>Switched off.</strong> Connect again, one by one:
      </p>
      <div class="again">
        {left.map((one) => (
          <button
            key={one.module}
            type="button"
            disabled={!link.steerable.value}
            onClick={() => void connectAgain(link, one)}
          >
            {`${one.module} to ${outputLabel(one.to)}`}
          </button>
        ))}
        <button
          type="button"
          class="quiet"
          onClick={() => {
            modules.value = [];
          }}
        >
          Leave them off
        </button>
      </div>
      {controllers ? (
        <p class="hint">
          A controller runs on inside the board while it is off: look at its integrator before you connect it.
        </p>
      ) : null}
    </section>
  );
}
