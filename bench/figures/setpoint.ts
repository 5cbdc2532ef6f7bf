import { type Client, connect } from '@pyrpl-mux/client';
import { type ReadyLine, startWorker, temporaryFolder } from '../../e2e/rig/program.ts';
import { type Figure, figure, percentile } from '../report.ts';

const SECONDS = 10;

/** Repeats a command until told to stop; resolves with the number of answers. */
async function repeat(command: () => Promise<unknown>, stop: AbortSignal): Promise<number> {
  let answers = 0;
  while (!stop.aborted) {
    await command();
    answers += 1;
  }
  return answers;
}

/** Round trips of `pid_set_setpoint` in milliseconds, one at a time, for some seconds; every answer is checked. */
async function setpointLatencies(client: Client, seconds: number): Promise<number[]> {
  const latencies: number[] = [];
  const end = performance.now() + 1000 * seconds;
  for (let n = 0; performance.now() < end; n += 1) {
    const value = ((n % 4000) - 2000) / 8192;
    const before = performance.now();
    const answer = await client.command('pid_set_setpoint', { channel: 'pid2', value });
    latencies.push(performance.now() - before);
    if (answer !== value) throw new Error(`The setpoint ${value} V was read back as ${answer} V.`);
  }
  return latencies;
}

async function underLoad(
  line: ReadyLine,
  scope: 'waiting' | 'reading',
): Promise<{ latencies: number[]; load: number; traces: number }> {
  const open = (arrays: 'json' | 'binary' = 'binary') => connect(line.url, { token: line.token, arrays });
  await using setpoint = await open();
  await using first = await open('json');
  await using second = await open();
  const stop = new AbortController();
  const load = Array.from({ length: 6 }, async (_, n) => {
    await using client = await open();
    const channel = n % 2;
    if (n < 2)
      return await repeat(
        () => client.command('asg_setup', { channel: channel === 0 ? 'asg0' : 'asg1', frequency: 1000 + n }),
        stop.signal,
      );
    if (n < 4) {
      return await repeat(
        () =>
          client.command('iq_get_quadratures', {
            channel: channel === 0 ? 'iq0' : 'iq1',
            averaging_time: 0.001,
          }),
        stop.signal,
      );
    }
    return await repeat(
      () => client.command('sampler_read', { channel: channel === 0 ? 'in1' : 'in2' }),
      stop.signal,
    );
  });
  const waiting =
    scope === 'waiting'
      ? [
          second
            .command(
              'scope_acquire',
              { trigger_source: 'ch1_positive_edge', threshold: 0.9, timeout: 600 },
              { signal: stop.signal },
            )
            .then(
              () => 0,
              () => 0,
            ),
        ]
      : [first, second].map((client) =>
          repeat(
            () => client.command('scope_acquire', { decimation: 1, input_channels: ['in1', 'in2'] }),
            stop.signal,
          ),
        );
  const latencies = await setpointLatencies(setpoint, SECONDS);
  stop.abort();
  const answers = await Promise.all(load);
  const traces = await Promise.all(waiting);
  const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);
  return { latencies, load: sum(answers) / SECONDS, traces: sum(traces) / SECONDS };
}

/** p99 of a setpoint while everybody else works, against the idle worker. */
export async function setpointFigures(): Promise<Figure[]> {
  await using folder = await temporaryFolder();
  await using worker = await startWorker(folder.path, '--simulate', 'setpoint');
  await using client = await connect(worker.line.url, { token: worker.line.token });
  const figures: Figure[] = [];
  for (const scope of ['waiting', 'reading'] as const) {
    await setpointLatencies(client, 1);
    const idle = percentile(await setpointLatencies(client, SECONDS), 0.99);
    const busy = await underLoad(worker.line, scope);
    const p99 = percentile(busy.latencies, 0.99);
    const details = {
      'idle p99 ms': idle,
      'p50 ms': percentile(busy.latencies, 0.5),
      'p99 ms': p99,
      'other commands/s': busy.load,
      'traces/s': busy.traces,
    };
    const name = `setpoint p99, scope ${scope === 'waiting' ? 'waiting for its trigger' : 'read without pause'}`;
    figures.push(
      figure(`${name}, against idle`, p99 / idle, '', { atMost: 3 }, details),
      figure(name, p99, 'ms', { atMost: 5 }, details),
    );
  }
  return figures;
}
