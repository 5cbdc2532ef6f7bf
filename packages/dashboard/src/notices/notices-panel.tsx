import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import './notices.css';

/** Sentences that wait to be read, the newest at the bottom. */
export function NoticesPanel(): JSX.Element {
  const { notices } = useDashboard();
  const list = notices.list.value;
  return (
    <section class="notices" aria-label="Notices" role="log">
      {list.map(({ number, kind, sentence, times }) => (
        <p key={number} class={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
          <span aria-hidden="true">{kind === 'error' ? '⚠' : '✓'}</span>
          <span class="sentence">
            {sentence}
            {times > 1 ? ` (${times} times)` : ''}
          </span>
          <button type="button" onClick={() => notices.dismiss(number)} aria-label="Dismiss this notice">
            ✕
          </button>
        </p>
      ))}
      {list.length > 1 ? (
        <button type="button" class="all" onClick={() => notices.dismissAll()}>
          Dismiss all
        </button>
      ) : null}
    </section>
  );
}
