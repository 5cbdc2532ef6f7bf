import { useSignal } from '@preact/signals';
import { systemClock } from '@pyrpl-mux/client';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useDashboard } from '../dashboard-context.ts';
import { ChangesList } from './changes-list.tsx';
import { ClientsTable } from './clients-table.tsx';
import { LanesGrid } from './lanes-grid.tsx';
import { LatencyTable } from './latency-table.tsx';
import { RunningTable } from './running-table.tsx';
import { StatusFollower } from './status-follower.ts';
import { WorkerFigures } from './worker-figures.tsx';
import './activity.css';

/** Who is connected, and what the worker is doing. */
export function ActivityPanel(): JSX.Element {
  const { link } = useDashboard();
  const follower = useSignal<StatusFollower | null>(null);
  useEffect(() => {
    const following = new StatusFollower({
      clock: systemClock,
      ask: () => link.command('status', {}),
      isVisible: () => document.visibilityState === 'visible',
    });
    follower.value = following;
    const look = (): void => following.look();
    const unwatch = link.watch('worker', {}, look);
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      unwatch();
      following.close();
    };
  }, [link]);
  const status = follower.value?.status.value ?? null;
  const problem = follower.value?.problem.value ?? null;
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
