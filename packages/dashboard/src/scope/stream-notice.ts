import type { ScopeStreamState } from '@pyrpl-mux/client';
import type { ScopeMode } from './scope-view.ts';

/** Why no trace comes, for people. */
export interface StreamNotice {
  readonly sentence: string;
  /** Whether choosing a trigger source makes traces come. */
  readonly offersTrigger: boolean;
}

/** What the page knows of its traces. */
export interface StreamSituation {
  /** Whether the worker and its board answer. */
  readonly live: boolean;
  readonly mode: ScopeMode;
  /** What the worker told of its stream; null before it did. */
  readonly stream: ScopeStreamState | null;
  /** Whether there is a trace to see already. */
  readonly hasTrace: boolean;
}

/** Why no trace comes, and what can be done; null while nothing is amiss. */
export function streamNotice({ live, mode, stream, hasTrace }: StreamSituation): StreamNotice | null {
  if (!live)
    return unless(hasTrace, 'There is no trace yet; this page is not connected to the board at present.');
  if (mode === 'stop')
    return unless(hasTrace, 'Stopped before the first trace came. Run shows traces again.');
  if (stream === null) return unless(hasTrace, 'The worker is asked what the scope does.');
  switch (stream.state) {
    case 'idle':
    case 'running':
      return unless(hasTrace, 'The scope records; the first trace is on its way.');
    case 'no_trigger':
      return {
        sentence: stream.reason ?? 'No trigger source is chosen, so no trace comes.',
        offersTrigger: true,
      };
    case 'waiting':
    case 'interrupted':
    case 'no_board':
    case 'failed':
      return { sentence: stream.reason ?? 'No trace comes at present.', offersTrigger: false };
  }
}

function unless(hasTrace: boolean, sentence: string): StreamNotice | null {
  return hasTrace ? null : { sentence, offersTrigger: false };
}
