import type { JSX } from 'preact';
import { type LaneCard, laneCards } from './lane-cards.ts';
import { Deadline } from './running-table.tsx';
import type { WorkerStatus } from './worker-status.ts';
import './lanes.css';

/** Shapes that tell the states apart without colour. */
const MARKS: Readonly<Record<LaneCard['state'], string>> = {
  idle: '○',
  running: '▶',
  waiting: '◷',
  streaming: '∿',
};

/** What each module of the board does: only commands of the same module wait for each other. */
export function LanesGrid({ status }: { readonly status: WorkerStatus }): JSX.Element {
  return (
    <section class="panel" aria-labelledby="activity-lanes">
      <h2 id="activity-lanes">Modules</h2>
      <ul class="lanes value">
        {laneCards(status).map(({ module, state, what, command, queued }) => (
          <li key={module} class={state}>
            <p>
              <strong>{module}</strong>{' '}
              <span class="state">
                <span aria-hidden="true">{MARKS[state]}</span> {state}
              </span>
            </p>
            {what === null ? null : <p class="what">{what}</p>}
            {command === null ? null : <Deadline command={command} />}
            {queued === 0 ? null : (
              <p class="queued">
                <span aria-hidden="true">{'▮'.repeat(Math.min(queued, 10))}</span> {queued} queued
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
