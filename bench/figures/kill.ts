import { connect } from '@pyrpl-mux/client';
import { startWorker, temporaryFolder } from '../../e2e/rig/program.ts';
import { type Figure, figure, percentile } from '../report.ts';

const KILLS = 20;
const CLIENTS = 20;
const PENDING = 20;

/** From the kill of a worker to the last error of 20 clients with 20 pending commands each. */
export async function killFigures(): Promise<Figure[]> {
  const times: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await using folder = await temporaryFolder();
    await using worker = await startWorker(folder.path, '--simulate', 'kill');
    const { url, token } = worker.line;
    const clients = await Promise.all(
      Array.from({ length: CLIENTS }, () => connect(url, { token, reconnect: false })),
    );
    const pending = clients.flatMap((client) =>
      Array.from({ length: PENDING }, () =>
        client
          .command('scope_acquire', { trigger_source: 'ch1_positive_edge', threshold: 0.9, timeout: 600 })
          .then(
            () => Promise.reject(new Error('A trigger came that nobody sent.')),
            () => performance.now(),
          ),
      ),
    );
    await Promise.all(clients.map((client) => client.command('ping', {})));
    const begin = performance.now();
    worker.process.kill('SIGKILL');
    times.push((Math.max(...(await Promise.all(pending))) - begin) / 1000);
    for (const client of clients) client.close();
  }
  return [
    figure(
      'kill of the worker to the last of 400 pending errors, p99',
      percentile(times, 0.99),
      's',
      { atMost: 0.2 },
      {
        'p50 s': percentile(times, 0.5),
        kills: KILLS,
      },
    ),
  ];
}
