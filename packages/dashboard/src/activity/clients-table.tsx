import type { JSX } from 'preact';
import { whoText } from '../board/who-text.ts';
import { useDashboard } from '../dashboard-context.ts';
import { durationText } from '../quantities/duration-text.ts';
import type { WorkerStatus } from './worker-status.ts';

/** Who is connected to the worker, from where, and what each did last. */
export function ClientsTable({ status }: { readonly status: WorkerStatus }): JSX.Element {
  const { link } = useDashboard();
  const own = link.greeting.value?.session ?? null;
  return (
    <section class="panel" aria-labelledby="activity-clients">
      <h2 id="activity-clients">Who is connected</h2>
      <table class="value">
        <thead>
          <tr>
            <th scope="col">program, from where</th>
            <th scope="col" class="number wide">
              since
            </th>
            <th scope="col">last board command</th>
            <th scope="col" class="number wide">
              in flight
            </th>
            <th scope="col" class="number wide">
              requests
            </th>
            <th scope="col">may</th>
          </tr>
        </thead>
        <tbody>
          {status.clients.map((client) => (
            <tr key={client.session}>
              <th scope="row">
                {whoText(client.session, client.client)}
                {client.version === null ? null : <span class="version"> {client.version}</span>}
                {client.session === own ? <span class="badge">this page</span> : null}
                <span class="beneath">{client.address}</span>
              </th>
              <td class="number wide">{durationText(client.connected_s)}</td>
              <td>{lastCommandText(client.last_board_command)}</td>
              <td class="number wide">{client.in_flight}</td>
              <td class="number wide">{client.commands}</td>
              <td class="may">{client.access === 'view' ? 'look only' : 'operate'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function lastCommandText(last: WorkerStatus['clients'][number]['last_board_command']): string {
  return last === null ? 'none yet' : `${last.command}, ${durationText(last.ago_s)} ago`;
}
