import { startWorker, temporaryFolder } from '../../e2e/rig/program.ts';
import type { Load } from '../load-client.ts';
import { startLoad } from '../load-process.ts';
import { openRawSocket, type RawSocket } from '../raw-socket.ts';
import { type Figure, figure, percentile } from '../report.ts';
import { startServer } from '../server-process.ts';

const WARM_UP = 2000;
const SECONDS = 10;
const CONTROL_SECONDS = 5;

const COMMANDS: readonly Load[] = [
  { command: 'asg_setup', params: { channel: 'asg0', frequency: 1000 }, arrays: 'binary' },
  { command: 'asg_setup', params: { channel: 'asg1', frequency: 1001 }, arrays: 'binary' },
  { command: 'iq_get_quadratures', params: { channel: 'iq0', averaging_time: 0.001 }, arrays: 'binary' },
  { command: 'iq_get_quadratures', params: { channel: 'iq1', averaging_time: 0.001 }, arrays: 'binary' },
  { command: 'sampler_read', params: { channel: 'in1' }, arrays: 'binary' },
  { command: 'sampler_read', params: { channel: 'in2' }, arrays: 'binary' },
];
const TRACE = { command: 'scope_acquire', params: { decimation: 1, input_channels: ['in1', 'in2'] } };
const WAITING =
  '{"command":"scope_acquire","params":{"trigger_source":"ch1_positive_edge","threshold":0.9,"timeout":600},"id":"waiting"}';

function setpointRequest(n: number): { readonly request: string; readonly answer: string } {
  const value = ((n % 4000) - 2000) / 8192;
  return {
    request: `{"command":"pid_set_setpoint","params":{"channel":"pid2","value":${value}},"id":${n}}`,
    answer: `{"status":"ok","data":${value},"id":${n}}`,
  };
}

/** Round trips in milliseconds, one at a time, for some seconds or a number of them; every answer is checked. */
async function latencies(
  socket: RawSocket,
  length: { readonly seconds: number } | { readonly count: number },
  answerTo: (question: ReturnType<typeof setpointRequest>) => string,
): Promise<number[]> {
  const samples: number[] = [];
  const end = performance.now() + 1000 * ('seconds' in length ? length.seconds : Number.POSITIVE_INFINITY);
  const most = 'count' in length ? length.count : Number.POSITIVE_INFINITY;
  while (performance.now() < end && samples.length < most) {
    const question = setpointRequest(samples.length);
    const before = performance.now();
    const answer = await socket.request(question.request);
    samples.push(performance.now() - before);
    if (answer.toString() !== answerTo(question))
      throw new Error(`${question.request} was answered with ${answer.toString()}`);
  }
  return samples;
}

/**
 * p99 of a setpoint while everybody else works, against the idle worker. One connection and one process measure both;
 * the load comes from processes of their own. As a control, a bare echo of the same bytes is measured beside the same
 * load: what it takes longer than idle is the processor's scheduling and not the worker.
 */
export async function setpointFigures(): Promise<Figure[]> {
  await using folder = await temporaryFolder();
  await using worker = await startWorker(folder.path, '--simulate', 'setpoint');
  using echo = await startServer('echo-server.ts');
  const url = `${worker.line.url}?token=${worker.line.token}`;
  using toWorker = await openRawSocket(url, true);
  using toEcho = await openRawSocket(echo.url, false);
  const setpoints = (length: Parameters<typeof latencies>[1]): Promise<number[]> =>
    latencies(toWorker, length, ({ answer }) => answer);
  const echoes = (length: Parameters<typeof latencies>[1]): Promise<number[]> =>
    latencies(toEcho, length, ({ request }) => request);

  const figures: Figure[] = [];
  for (const scope of ['waiting', 'reading'] as const) {
    await setpoints({ count: WARM_UP });
    await echoes({ count: WARM_UP });
    const idle = percentile(await setpoints({ seconds: SECONDS }), 0.99);
    const idleEcho = percentile(await echoes({ seconds: CONTROL_SECONDS }), 0.99);

    using scopeClient = await openRawSocket(url, true);
    let isWaiting = true;
    if (scope === 'waiting') {
      const ended = (): void => {
        isWaiting = false;
      };
      void scopeClient.request(WAITING).then(ended, ended);
    }
    const loads = await Promise.all([
      startLoad(url, COMMANDS),
      ...(scope === 'waiting'
        ? []
        : [startLoad(url, [{ ...TRACE, arrays: 'json' }]), startLoad(url, [{ ...TRACE, arrays: 'binary' }])]),
    ]);
    const begin = performance.now();
    const busy = await setpoints({ seconds: SECONDS });
    const busyEcho = percentile(await echoes({ seconds: CONTROL_SECONDS }), 0.99);
    if (scope === 'waiting' && !isWaiting) throw new Error('The scope did not wait for its trigger.');
    const seconds = (performance.now() - begin) / 1000;
    const [commands = 0, ...traces] = await Promise.all(loads.map((load) => load.stop()));

    const p99 = percentile(busy, 0.99);
    const details = {
      'idle p99 ms': idle,
      'p50 ms': percentile(busy, 0.5),
      'p99 ms': p99,
      'bare echo: idle p99 ms': idleEcho,
      'p99 ms beside the same load': busyEcho,
      setpoints: busy.length,
      'other commands/s': commands / seconds,
      'traces/s': traces.reduce((sum, count) => sum + count, 0) / seconds,
    };
    const name = `setpoint p99, scope ${scope === 'waiting' ? 'waiting for its trigger' : 'read without pause'}`;
    figures.push(
      figure(`${name}, against idle`, p99 / idle, '', { atMost: 3 }, details),
      figure(name, p99, 'ms', { atMost: 5 }, details),
    );
  }
  return figures;
}
