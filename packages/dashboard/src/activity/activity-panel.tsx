import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { useRepeatedRead } from '../polling/use-repeated-read.ts';
import { pageInFront } from '../visibility/page-in-front.ts';
import { ChangesList } from './changes-list.tsx';
import { ClientsTable } from './clients-table.tsx';
import { LanesGrid } from './lanes-grid.tsx';
import { LatencyTable } from './latency-table.tsx';
import { RunningTable } from './running-table.tsx';
import { WorkerFigures } from './worker-figures.tsx';
import './activity.css';

/** Milliseconds between looks at what passes by itself: durations, rates. */
const INTERVAL = 1000;

/** Who is connected, and what the worker is doing. */
export function ActivityPanel(): JSX.Element {
  const { link } = useDashboard();
  const following = useRepeatedRead(pageInFront.value, INTERVAL, () => link.command('status', {}));
  useEffect(() => link.watch('worker', {}, () => following.again()), [link, following]);
  const status = following.reading.value;
  const problem = following.problem.value;
  return (
    <div class={problem === null ? 'activity-panels' : 'activity-panels stale'}>
      {problem === null ? null : (
        <p class="problem" role="status">
          <span aria-hidden="true">⚠</span> {problem} What stands here is as it was last told.
        </p>
      )}
      {status === null ? (
        <p class="nothing">{problem === null ? 'The worker is being asked what it does.' : ''}</p>
      ) : (
        <>
          <LanesGrid status={status} />
          <RunningTable status={status} />
          <div class="column">
            <ClientsTable status={status} />
            <LatencyTable status={status} />
          </div>
        </>
      )}
      <div class="column">
        <ChangesList />
        {status === null ? null : <WorkerFigures status={status} />}
      </div>
    </div>
  );
}
