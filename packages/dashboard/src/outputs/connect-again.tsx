import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { outputLabel } from './output-drive.ts';
import { connectAgain, type SwitchedOff } from './switched-off.ts';

/** After the outputs were switched off: each module with a button that connects it again. Nothing otherwise. */
export function ConnectAgain({
  modules,
}: {
  readonly modules: Signal<readonly SwitchedOff[]>;
}): JSX.Element | null {
  const { link, board } = useDashboard();
  const left = modules.value.filter(
    ({ module }) => (board.settings(module).value?.output_direct ?? 'off') === 'off',
  );
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
