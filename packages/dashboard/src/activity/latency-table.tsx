import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { millisecondsText } from '../quantities/duration-text.ts';
import {
  type CommandLatency,
  type LatencyColumn,
  type LatencyOrder,
  logPosition,
  nextOrder,
  sortLatencies,
} from './latency.ts';
import type { WorkerStatus } from './worker-status.ts';

const COLUMNS: readonly { readonly column: LatencyColumn; readonly heading: string }[] = [
  { column: 'command', heading: 'command' },
  { column: 'count', heading: 'count' },
  { column: 'errors', heading: 'errors' },
  { column: 'p50_ms', heading: 'p50' },
  { column: 'p99_ms', heading: 'p99' },
];

/** How long commands take from their arrival at the worker to their answer. */
export function LatencyTable({ status }: { readonly status: WorkerStatus }): JSX.Element {
  const order = useSignal<LatencyOrder>({ column: 'count', direction: 'descending' });
  const rows = sortLatencies(status.commands, order.value);
  return (
    <section class="panel latencies" aria-labelledby="activity-latencies">
      <h2 id="activity-latencies">How long commands take</h2>
      <table class="value">
        <thead>
          <tr>
            {COLUMNS.map(({ column, heading }) => (
              <th
                key={column}
                scope="col"
                class={column === 'command' ? '' : 'number'}
                aria-sort={order.value.column === column ? order.value.direction : 'none'}
              >
                <button
                  type="button"
                  class="sort"
                  onClick={() => {
                    order.value = nextOrder(order.value, column);
                  }}
                >
                  {heading}
                  <span aria-hidden="true">{arrow(order.value, column)}</span>
                </button>
              </th>
            ))}
            <th scope="col" class="wide">
              10 µs – 100 s
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.command}>
              <th scope="row">{row.command}</th>
              <td class="number">{row.count}</td>
              <td class={row.errors > 0 ? 'number trouble' : 'number'}>
                {row.errors > 0 ? <span aria-hidden="true">⚠ </span> : null}
                {row.errors}
              </td>
              <td class="number">{millisecondsText(row.p50_ms)}</td>
              <td class="number">{millisecondsText(row.p99_ms)}</td>
              <td class="wide">
                <LatencyBar row={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function arrow(order: LatencyOrder, column: LatencyColumn): string {
  if (order.column !== column) return '';
  return order.direction === 'ascending' ? ' ▲' : ' ▼';
}

/** From p50 to p99 on a logarithmic scale, with a line for each decade. */
function LatencyBar({ row: { p50_ms, p99_ms } }: { readonly row: CommandLatency }): JSX.Element | null {
  if (p50_ms === null || p99_ms === null) return null;
  const from = 140 * logPosition(p50_ms);
  const to = 140 * logPosition(p99_ms);
  return (
    <svg class="latency-bar" viewBox="-2 0 144 14" aria-hidden="true">
      {[0, 1, 2, 3, 4, 5, 6, 7].map((decade) => (
        <line key={decade} class="decade" x1={20 * decade} x2={20 * decade} y1={0} y2={14} />
      ))}
      <rect class="spread" x={from} y={4} width={Math.max(1, to - from)} height={6} />
      <line class="median" x1={from} x2={from} y1={1} y2={13} />
    </svg>
  );
}
