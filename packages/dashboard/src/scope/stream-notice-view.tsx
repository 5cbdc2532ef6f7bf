import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { type StreamNotice, streamNotice } from './stream-notice.ts';

/** Milliseconds that something must last before it is said: a command that has the scope for a moment does not matter. */
const PATIENCE = 400;

/** Why no trace comes, and what can be done about it. */
export function StreamNoticeView(): JSX.Element {
  const { link, scope } = useDashboard();
  const hasTrace = scope.hasTrace.value;
  const notice = useLasting(
    streamNotice({
      live: link.live.value,
      mode: scope.mode.value,
      stream: scope.stream.value,
      hasTrace,
    }),
  );
  return (
    <div
      class={notice === null || hasTrace ? 'stream-notice' : 'stream-notice alone'}
      role="status"
      aria-label="Scope"
    >
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

/** A notice once it has lasted. */
function useLasting(notice: StreamNotice | null): StreamNotice | null {
  const sentence = notice?.sentence ?? null;
  const [lasting, setLasting] = useState<string | null>(null);
  useEffect(() => {
    if (sentence === null) {
      setLasting(null);
      return undefined;
    }
    const timer = setTimeout(() => setLasting(sentence), PATIENCE);
    return () => clearTimeout(timer);
  }, [sentence]);
  return lasting === sentence ? notice : null;
}
