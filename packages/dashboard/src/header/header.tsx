import type { JSX } from 'preact';
import { useDashboard } from '../dashboard-context.ts';
import { OutputsBar } from '../outputs/outputs-bar.tsx';
import { PAGES, type PageName } from '../pages.ts';
import { ShareButton } from '../sharing/share-button.tsx';
import { ThemeSwitch } from '../theme/theme-switch.tsx';
import { linkState } from './link-state.ts';
import './header.css';

/** Which board this is, how it is, the way to the other parts, and the outputs. */
export function Header({ page }: { readonly page: PageName }): JSX.Element {
  const { link } = useDashboard();
  const board = link.greeting.value?.board.key ?? null;
  const { word, mark, tone } = linkState(link.phase.value, link.worker.value);
  return (
    <header class="header">
      <div class="identity">
        <h1>
          pyrpl-mux <span class="board">{board ?? 'no board yet'}</span>
        </h1>
        <p class={`link ${tone}`} role="status" aria-label="Connection">
          <span aria-hidden="true">{mark}</span> {word}
        </p>
        {link.access.value === 'view' ? (
          <p class="badge" title="This page was opened to look only; the worker refuses changes from it.">
            view only
          </p>
        ) : null}
      </div>
      <nav aria-label="Parts of the page">
        {PAGES.map(({ name, title }) => (
          <a key={name} href={`#${name}`} {...(name === page ? { 'aria-current': 'page' as const } : {})}>
            {title}
          </a>
        ))}
      </nav>
      <OutputsBar />
      <ShareButton />
      <ThemeSwitch />
    </header>
  );
}
