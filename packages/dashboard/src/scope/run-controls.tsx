import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import type { ScopeMode } from './scope-view.ts';
import { modeAfter, scopeKey } from './shortcuts.ts';

const MODES: readonly { mode: ScopeMode; name: string; keys: string; title: string }[] = [
  { mode: 'run', name: 'Run', keys: 'Space', title: 'Show each trace (space runs and stops)' },
  { mode: 'single', name: 'Single', keys: 'S', title: 'Show the next trace, then stop (s)' },
  {
    mode: 'stop',
    name: 'Stop',
    keys: 'Space',
    title: 'Keep this trace on this page; the board’s scope goes on for others (space runs and stops)',
  },
];

/** Run, single and stop of this page. */
export function RunControls(): JSX.Element {
  const { scope } = useDashboard();
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const key = scopeKey(event, event.target instanceof Element ? event.target : null);
      if (key === null) return;
      event.preventDefault();
      scope.setMode(modeAfter(key, scope.mode.value));
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [scope]);
  return (
    <fieldset class="run-controls">
      <legend class="visually-hidden">Traces on this page</legend>
      {MODES.map(({ mode, name, keys, title }) => (
        <button
          key={mode}
          type="button"
          title={title}
          aria-pressed={scope.mode.value === mode}
          aria-keyshortcuts={keys}
          onClick={() => scope.setMode(mode)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}
