import { startWorker, temporaryFolder } from '../../e2e/rig/program.ts';
import { openRawSocket } from '../raw-socket.ts';
import { type Figure, figure, percentile } from '../report.ts';
import { startServer } from '../server-process.ts';

const ROUNDS = 7;

/** `ping` against a bare echo of the same bytes, in turn, so that both see the same machine. */
export async function pingFigures(): Promise<Figure[]> {
  await using folder = await temporaryFolder();
  await using worker = await startWorker(folder.path, '--simulate', 'ping');
  using echo = await startServer('echo-server.ts');
  using toWorker = await openRawSocket(`${worker.line.url}?token=${worker.line.token}`, true);
  using toEcho = await openRawSocket(echo.url, false);
  const make = (n: number): string => `{"command":"ping","id":${n}}`;

  const figures: Figure[] = [];
  for (const [inFlight, count, goal] of [
    [1, 4000, 0.6],
    [256, 40_000, 0.5],
  ] as const) {
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      theirs.push(await toEcho.rate(count, inFlight, make));
      ours.push(await toWorker.rate(count, inFlight, make));
    }
    const [worker50, echo50] = [percentile(ours, 0.5), percentile(theirs, 0.5)];
    figures.push(
      figure(
        `ping, ${inFlight} in flight, against a bare ws echo`,
        worker50 / echo50,
        '',
        { atLeast: goal },
        {
          'pings/s': worker50,
          'echoes/s': echo50,
        },
      ),
    );
  }
  return figures;
}
