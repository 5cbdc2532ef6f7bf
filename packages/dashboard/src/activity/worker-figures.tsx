import type { ComponentChildren, JSX } from 'preact';
import { millisecondsText } from '../quantities/duration-text.ts';
import type { WorkerStatus } from './worker-status.ts';

/** Counters of what passes; the others count trouble. */
const TRAFFIC: ReadonlySet<string> = new Set([
  'connections',
  'frames_in',
  'bytes_in',
  'frames_out',
  'bytes_out',
]);

/** The worker, its way to the board, its stream, and what it counts. */
export function WorkerFigures({ status }: { readonly status: WorkerStatus }): JSX.Element {
  const counters = Object.entries(status.counters);
  const trouble = counters.filter(([name]) => !TRAFFIC.has(name));
  const traffic = counters.filter(([name]) => TRAFFIC.has(name));
  return (
    <section class="panel" aria-labelledby="activity-worker">
      <h2 id="activity-worker">Worker and board</h2>
      <dl class="figures value">
        <LinkFigures status={status} />
        <StreamFigures status={status} />
        <WorkerLife status={status} />
      </dl>
      <h3>What went wrong</h3>
      <dl class="counters value">
        {trouble.map(([name, count]) => (
          <Figure key={name} name={name.replaceAll('_', ' ')} isTrouble={count > 0}>
            {count}
          </Figure>
        ))}
      </dl>
      <details>
        <summary>What passed</summary>
        <dl class="counters value">
          {traffic.map(([name, count]) => (
            <Figure key={name} name={name.replaceAll('_', ' ')}>
              {count.toLocaleString('en')}
            </Figure>
          ))}
        </dl>
      </details>
    </section>
  );
}

function LinkFigures({ status: { link, backend } }: { readonly status: WorkerStatus }): JSX.Element {
  const ends = Object.entries(link.ends).map(([code, count]) => `${code} ${count}`);
  const trip = link.round_trip_ms;
  return (
    <>
      <Figure name="board link" isTrouble={link.state !== 'connected'}>
        {link.state}, {backend.kind === 'pyrpl' ? 'through PyRPL' : 'own driver'}
      </Figure>
      <Figure name="round trip">
        {trip === null
          ? 'not measured yet'
          : `${millisecondsText(trip.p50)} (p99 ${millisecondsText(trip.p99)})`}
      </Figure>
      <Figure name="links made" isTrouble={ends.length > 0}>
        {link.made}
        {ends.length === 0 ? '' : `; ended: ${ends.join(', ')}`}
      </Figure>
    </>
  );
}

function StreamFigures({ status: { stream } }: { readonly status: WorkerStatus }): JSX.Element {
  return (
    <Figure name="stream">
      {stream.state.replaceAll('_', ' ')}
      {stream.viewers === 0 ? '' : `, ${stream.viewers} watching, ${stream.traces_per_second} traces/s`}
      {stream.reason === null ? '' : `. ${stream.reason}`}
    </Figure>
  );
}

function WorkerLife({ status: { worker } }: { readonly status: WorkerStatus }): JSX.Element {
  const { count, last } = worker.restarts;
  return (
    <>
      <Figure name="worker">
        version {worker.version}, process {worker.pid}, since {new Date(worker.started).toLocaleString()}
      </Figure>
      <Figure name="restarts" isTrouble={count > 0}>
        {count}
        {last === null ? '' : `; last ${new Date(last.when).toLocaleString()}: ${last.why}`}
      </Figure>
    </>
  );
}

function Figure({
  name,
  isTrouble = false,
  children,
}: {
  readonly name: string;
  readonly isTrouble?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class={isTrouble ? 'trouble' : ''}>
      <dt>{name}</dt>
      <dd>
        {isTrouble ? <span aria-hidden="true">⚠ </span> : null}
        {children}
      </dd>
    </div>
  );
}
