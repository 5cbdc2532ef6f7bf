import { systemClock } from '@pyrpl-mux/client';
import { render } from 'preact';
import { Cursors } from './analysis/cursors.ts';
import { App } from './app.tsx';
import { BoardSettings } from './board/board-settings.ts';
import { ChangeFeed } from './board/change-feed.ts';
import { DashboardContext } from './dashboard-context.ts';
import { CommandLog } from './log/command-log.ts';
import { Notices } from './notices/notices.ts';
import { outputLevels } from './outputs/output-levels.ts';
import { ScopeView } from './scope/scope-view.ts';
import { workerAddress } from './worker-link/worker-address.ts';
import { WorkerLink } from './worker-link/worker-link.ts';
import './theme/theme.css';

/** Version of this page, filled in when it is built. */
declare const __PAGE_VERSION__: string;

const log = new CommandLog(Date.now);
const notices = new Notices(systemClock);
const link = new WorkerLink({
  url: workerAddress(window.location),
  log,
  notices,
  version: __PAGE_VERSION__,
});
const board = new BoardSettings(Date.now);
const changes = new ChangeFeed(Date.now);
link.watch('board', {}, ({ data }) => {
  board.take(data);
  changes.take(data);
});
const dashboard = {
  link,
  log,
  notices,
  board,
  changes,
  scope: new ScopeView(link),
  cursors: new Cursors(),
  levels: outputLevels(link),
};
link.open();

const app = document.getElementById('app');
if (app !== null)
  render(
    <DashboardContext.Provider value={dashboard}>
      <App pageVersion={__PAGE_VERSION__} />
    </DashboardContext.Provider>,
    app,
  );
