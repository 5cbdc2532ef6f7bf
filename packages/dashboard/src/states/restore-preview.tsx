import type { JSX } from 'preact';
import { snapshotOf } from '../board/board-snapshot.ts';
import { commandOf } from '../board/module-command.ts';
import { useDashboard } from '../dashboard-context.ts';
import { askBeforeUnlocking } from '../outputs/confirm-lock.tsx';
import { describedParameter } from '../worker-link/described-parameter.ts';
import { LeftList } from './left-list.tsx';
import { effectOn, locksLost } from './restore-effects.ts';
import { settingPair } from './setting-pair.ts';
import type { Restore, StateBook } from './state-book.ts';

/** What restoring would write, in that order, and the button that does it. */
export function RestorePreview({
  book,
  preview,
}: {
  readonly book: StateBook;
  readonly preview: Restore;
}): JSX.Element {
  const { link, board } = useDashboard();
  const { changes, left } = preview;
  const snapshot = snapshotOf(board);
  const restore = async (): Promise<void> => {
    const lost = locksLost(changes, snapshotOf(board));
    if (await askBeforeUnlocking(lost, 'Everything else is restored as shown.')) await book.restore();
  };
  return (
    <section class="restore-preview" aria-labelledby="preview-title">
      <h3 id="preview-title">Restoring would write, in this order</h3>
      {changes.length === 0 ? (
        <p class="quiet">Nothing: what differs cannot be restored.</p>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">module</th>
              <th scope="col">setting</th>
              <th scope="col">from</th>
              <th scope="col">to</th>
              <th scope="col">outputs</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change, index) => {
              const { module, setting, from, to } = change;
              const command = commandOf(module);
              const described = command === null ? undefined : link.describe(command);
              const [before, after] = settingPair(from, to, describedParameter(described, setting).unit);
              const effect = effectOn(change, changes.slice(0, index), snapshot);
              const restarts = setting === 'trigger_source' && module.startsWith('asg');
              return (
                <tr key={`${module} ${setting} ${index}`} class={effect === null ? '' : 'drives'}>
                  <th scope="row">{module}</th>
                  <td>
                    {setting}
                    {restarts ? ' (starts it anew)' : ''}
                  </td>
                  <td class="number">{before}</td>
                  <td class="number">{after}</td>
                  <td class="effect">
                    {effect === null ? null : <span aria-hidden="true">▶ </span>}
                    {effect}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      <LeftList title="Left as it is" settings={left} />
      <button
        type="button"
        class="restore"
        disabled={!link.steerable.value || book.busy.value || changes.length === 0}
        onClick={() => void restore()}
      >
        Restore these
      </button>
    </section>
  );
}
