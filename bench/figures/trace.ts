import { connect } from '@pyrpl-mux/client';
import { startWorker, temporaryFolder } from '../../e2e/rig/program.ts';
import { openRawSocket } from '../raw-socket.ts';
import { type Figure, figure, percentile } from '../report.ts';
import { startServer } from '../server-process.ts';

const SAMPLES = 16_384;
const FREQUENCY = 100_000;
const AMPLITUDE = 0.5;
const TRACES = 1000;
const FRAMES = 500;
const WARM_UP = 100;

/** How far a trace may be from what its trigger time implies [V], for noise and hysteresis. */
const TOLERANCE = 0.1 * AMPLITUDE;

/** How far a trigger may be from a rising zero of the generator [turns]. */
const PHASE_TOLERANCE = 0.02;

/** Throws unless the trace is the rising sine that its time axis says, looked at in each eighth of a period. */
function checkSine(voltage: ArrayLike<number>, time: ArrayLike<number>, frequency: number): void {
  if (voltage.length !== SAMPLES || time.length !== SAMPLES)
    throw new Error(`The trace has ${voltage.length} values at ${time.length} times.`);
  const eighth = Math.floor(1 / frequency / 8 / ((time[1] ?? 0) - (time[0] ?? 0)));
  for (let n = 0; n < SAMPLES; n += eighth) {
    const expected = AMPLITUDE * Math.sin(2 * Math.PI * frequency * (time[n] ?? 0));
    const found = voltage[n] ?? Number.NaN;
    if (!(Math.abs(found - expected) < TOLERANCE))
      throw new Error(
        `The trace reads ${found} V at ${time[n]} s from its trigger instead of ${expected} V.`,
      );
  }
}

/** Throws unless all triggers lie at the same phase of the generator. */
function checkTriggerTimes(stamps: readonly number[], frequency: number): void {
  const [first = 0] = stamps;
  for (const stamp of stamps) {
    const turns = (stamp - first) * frequency;
    if (!(Math.abs(turns - Math.round(turns)) < PHASE_TOLERANCE))
      throw new Error(`The trigger at ${stamp} s is ${turns} periods after the one at ${first} s.`);
  }
}

/** Scope traces: the frame against a bare message of the same size, and the full path from arming to delivery. */
export async function traceFigures(): Promise<Figure[]> {
  await using folder = await temporaryFolder();
  await using worker = await startWorker(folder.path, '--simulate', 'trace');
  await using client = await connect(worker.line.url, { token: worker.line.token });
  const { frequency } = await client.command('asg_setup', {
    waveform: 'sin',
    frequency: FREQUENCY,
    amplitude: AMPLITUDE,
    offset: 0,
    output_direct: 'out1',
    trigger_source: 'immediately',
  });
  const acquire = () =>
    client.command('scope_acquire', {
      decimation: 1,
      trigger_source: 'ch1_positive_edge',
      threshold: 0,
      hysteresis: 0.05,
      input_channels: ['in1', 'in2'],
    });

  const stamps = new Set<number>();
  const latencies: number[] = [];
  for (let n = 0; n < WARM_UP; n += 1) await acquire();
  const begin = performance.now();
  for (let n = 0; n < TRACES; n += 1) {
    const before = performance.now();
    const trace = await acquire();
    latencies.push(performance.now() - before);
    const [in1] = trace.voltage;
    if (typeof in1 !== 'object') throw new Error('The answer to input_channels is not two traces.');
    checkSine(in1, trace.time, frequency);
    if (trace.trigger_time !== null) stamps.add(trace.trigger_time);
  }
  const rate = (1000 * TRACES) / (performance.now() - begin);
  checkTriggerTimes([...stamps], frequency);
  if (stamps.size !== TRACES) throw new Error(`${TRACES} traces carry only ${stamps.size} trigger times.`);

  return [
    ...(await frameFigures()),
    figure(
      'full path: traces of 2 x 16384 per second, decimation 1',
      rate,
      '1/s',
      { atLeast: 200 },
      {
        'p50 ms': percentile(latencies, 0.5),
        'p99 ms': percentile(latencies, 0.99),
      },
    ),
  ];
}

/** Two channels as one binary frame from worker to client, against a bare message of the same bytes. */
async function frameFigures(): Promise<Figure[]> {
  using echo = await startServer('echo-server.ts');
  using worker = await startServer('prepared-trace-server.ts');
  using toEcho = await openRawSocket(echo.url, false);
  using toWorker = await openRawSocket(`${worker.url}?token=bench`, true);
  await toWorker.roundTrip('{"command":"hello","params":{"arrays":"binary"},"id":0}', 1);
  const request = '{"command":"scope_acquire","id":1}';
  const bytes = 2 * 4 * SAMPLES;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes + 256);
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let n = 0; n < FRAMES + WARM_UP; n += 1) {
    const bare = await toEcho.roundTrip(length, bytes);
    const carried = await toWorker.roundTrip(request, bytes);
    if (n < WARM_UP) continue;
    theirs.push(bare);
    ours.push(carried);
  }
  const [p50, bare50] = [percentile(ours, 0.5), percentile(theirs, 0.5)];
  return [
    figure(
      '2 x 16384 samples, worker to client, p50, against a bare ws message of the same bytes',
      p50 / bare50,
      '',
      { atMost: 1.5 },
      {
        'p50 ms': p50,
        'bare p50 ms': bare50,
      },
    ),
  ];
}
