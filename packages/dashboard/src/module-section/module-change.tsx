import type { JSX } from 'preact';
import type { ToldModule } from '../board/board-settings.ts';
import { whoText } from '../board/who-text.ts';
import { useDashboard } from '../dashboard-context.ts';
import { ageText } from './age-text.ts';
import { tickingNow } from './ticking-now.ts';

/** Who changed a module last, and when; it lights up for a moment when that was somebody else. */
export function ModuleChange({ module }: { readonly module: ToldModule }): JSX.Element | null {
  const { board, link } = useDashboard();
  const change = board.lastChange(module).value;
  if (change === null) return null;
  const { by, when } = change;
  const own = by.session === link.greeting.value?.session;
  const who = own ? 'this page' : whoText(by.session, by.client);
  return (
    <span key={when} class={own ? 'module-change' : 'module-change by-others'}>
      {by.command} by {who}, {ageText(tickingNow.value - when)}
    </span>
  );
}
