import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { SaveForm } from './save-form.tsx';
import { StateBook } from './state-book.ts';
import { StateComparison } from './state-comparison.tsx';
import { StateTable } from './state-table.tsx';
import './states.css';

/** Saved states: save, compare, restore. */
export function StatesPanel(): JSX.Element {
  const { link, board, notices } = useDashboard();
  const book = useMemo(() => new StateBook({ link, board, notices }), [link, board, notices]);
  const live = link.live.value;
  useEffect(() => {
    if (live) void book.refresh();
  }, [book, live]);
  const comparison = book.comparison.value;
  return (
    <div class="states">
      <section class="panel" aria-labelledby="states-title">
        <div class="heading">
          <h2 id="states-title">Saved states</h2>
          <button type="button" disabled={!live} onClick={() => void book.refresh()}>
            Read the list again
          </button>
        </div>
        <SaveForm book={book} />
        <StateTable book={book} />
      </section>
      {comparison === null ? null : <StateComparison book={book} comparison={comparison} />}
    </div>
  );
}
