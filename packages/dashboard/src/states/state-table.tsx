import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import type { StateBook, StateList } from './state-book.ts';

/** The saved states, the newest first, each with a button that compares it with the board. */
export function StateTable({ book }: { readonly book: StateBook }): JSX.Element {
  const { link } = useDashboard();
  const list = book.list.value;
  if (list === null) return <p class="quiet">{book.problem.value ?? 'The list of states is being read.'}</p>;
  const own = link.greeting.value?.board.key;
  const chosen = book.comparison.value?.name;
  return (
    <>
      {book.problem.value === null ? null : (
        <p class="problem" role="status">
          <span aria-hidden="true">⚠</span> {book.problem.value}
        </p>
      )}
      {list.states.length === 0 ? (
        <p class="quiet">No state has been saved for this board.</p>
      ) : (
        <table class="state-table">
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">note</th>
              <th scope="col">saved</th>
              <th scope="col">
                <span class="visually-hidden">compare</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.states.map((state) => (
              <tr key={state.file} class={state.name === chosen ? 'chosen' : ''}>
                <th scope="row">{state.name}</th>
                <td class="note">
                  {state.note}
                  {state.board === null || state.board === own ? null : (
                    <span class="problem"> Saved from {state.board}.</span>
                  )}
                  {state.problem === null ? null : (
                    <span class="problem">
                      <span aria-hidden="true">⚠</span> {state.problem}
                    </span>
                  )}
                </td>
                <td>
                  <SavedTime state={state} />
                </td>
                <td>
                  <button
                    type="button"
                    disabled={!link.live.value || book.busy.value || state.problem !== null}
                    aria-pressed={state.name === chosen}
                    aria-label={`Compare ${state.name} with now`}
                    onClick={() => void book.choose(state.name)}
                  >
                    Compare
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="quiet folder">
        Each is a file that you can read, copy and remove, in <code>{list.folder}</code> on the computer of
        the worker.
      </p>
    </>
  );
}

function SavedTime({ state }: { readonly state: StateList['states'][number] }): JSX.Element | null {
  if (state.saved === null) return null;
  const time = new Date(state.saved).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  return <time dateTime={state.saved}>{time}</time>;
}
