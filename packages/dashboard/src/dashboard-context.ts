import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Cursors } from './analysis/cursors.ts';
import type { BoardSettings } from './board/board-settings.ts';
import type { ChangeFeed } from './board/change-feed.ts';
import type { CommandLog } from './log/command-log.ts';
import type { Notices } from './notices/notices.ts';
import type { OutputLevels } from './outputs/output-levels.ts';
import type { ScopeView } from './scope/scope-view.ts';
import type { WorkerLink } from './worker-link/worker-link.ts';

/** What every panel works with. */
export interface Dashboard {
  readonly link: WorkerLink;
  readonly board: BoardSettings;
  /** What anybody has changed since the page was opened. */
  readonly changes: ChangeFeed;
  readonly log: CommandLog;
  readonly notices: Notices;
  /** The traces that are shown. */
  readonly scope: ScopeView;
  readonly cursors: Cursors;
  /** Present values of both outputs. */
  readonly levels: OutputLevels;
}

/** Gives every panel its {@link Dashboard}. */
export const DashboardContext = createContext<Dashboard | null>(null);

/** @throws Error outside of the page */
export function useDashboard(): Dashboard {
  const dashboard = useContext(DashboardContext);
  if (dashboard === null) throw new Error('There is no dashboard around this panel.');
  return dashboard;
}
