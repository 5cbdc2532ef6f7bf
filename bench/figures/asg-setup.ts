import { connect } from '@pyrpl-mux/client';
import { startWorker, temporaryFolder } from '../../e2e/rig/program.ts';
import { type Figure, figure, percentile } from '../report.ts';

const ROUND_TRIP = 0.01;

/** `asg_setup` with all parameters over a slow link, in round trips of that link. */
export async function asgSetupFigures(): Promise<Figure[]> {
  await using folder = await temporaryFolder();
  await using worker = await startWorker(
    folder.path,
    '--simulate',
    'asg-setup',
    '--fault',
    `delay(rtt=${1000 * ROUND_TRIP}ms)`,
  );
  await using client = await connect(worker.line.url, { token: worker.line.token });
  const setups: number[] = [];
  const reads: number[] = [];
  for (let n = 0; n < 100; n += 1) {
    const before = performance.now();
    await client.command('pid_get_setpoint', {});
    const between = performance.now();
    await client.command('asg_setup', {
      channel: 'asg0',
      waveform: 'sin',
      frequency: 1000 + n,
      amplitude: 0.5,
      offset: 0.1,
      output_direct: 'out1',
      trigger_source: 'immediately',
      start_phase: 90,
      cycles_per_burst: 3,
      bursts: 2,
      burst_delay: 0.001,
    });
    setups.push((performance.now() - between) / 1000);
    reads.push((between - before) / 1000);
  }
  const p50 = percentile(setups, 0.5);
  return [
    figure(
      'asg_setup with all parameters, link round trip 10 ms',
      p50 / percentile(reads, 0.5),
      'of a one-word read',
      { atMost: 2 },
      {
        'p50 ms': 1000 * p50,
        'one-word read p50 ms': 1000 * percentile(reads, 0.5),
      },
    ),
  ];
}
