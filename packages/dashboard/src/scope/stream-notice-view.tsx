import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { streamNotice } from './stream-notice.ts';

/** Why no trace comes, and what can be done about it. */
export function StreamNoticeView(): JSX.Element {
  const { link, scope } = useDashboard();
  const hasTrace = scope.hasTrace.value;
  const notice = streamNotice({
    live: link.live.value,
    mode: scope.mode.value,
    stream: scope.stream.value,
    hasTrace,
  });
  return (
    <div class={hasTrace ? 'stream-notice' : 'stream-notice alone'} role="status" aria-label="Scope">
      {notice === null ? null : <p>{notice.sentence}</p>}
      {notice?.offersTrigger ? (
        <button
          type="button"
          disabled={!link.steerable.value}
          onClick={() => void link.steer('scope_setup', { trigger_source: 'immediately' })}
        >
          Start with trigger “immediately”
        </button>
      ) : null}
    </div>
  );
}
