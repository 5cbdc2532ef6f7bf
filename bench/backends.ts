/* Compares both backends over the same simulated board: `npm run bench:backends [-- --seconds N --json FILE]`. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Client, connect } from '@pyrpl-mux/client';
import { startWorker, temporaryFolder } from '../e2e/rig/program.ts';
import { untilReady } from '../e2e/rig/until-ready.ts';
import { lockedPython } from '../scripts/python-environment.ts';
import { percentile } from './report.ts';

const BACKENDS = ['board', 'pyrpl'] as const;
const ROUND_TRIPS = ['0ms', '1ms', '10ms'] as const;

/** One kind of command, one at a time; `n` makes each different from the one before. */
const KINDS = new Map<string, (client: Client, n: number) => Promise<unknown>>([
  [
    'pid_set_setpoint',
    (client, n) => client.command('pid_set_setpoint', { channel: 'pid0', value: (n % 8) / 8 }),
  ],
  ['pid_get_setpoint', (client) => client.command('pid_get_setpoint', { channel: 'pid0' })],
  [
    'pid_configure, 4 settings',
    (client, n) =>
      client.command('pid_configure', {
        channel: 'pid1',
        p: (n % 8) / 8,
        i: n % 8,
        setpoint: 0,
        input: 'in1',
      }),
  ],
  [
    'asg_set_frequency',
    (client, n) => client.command('asg_set_frequency', { channel: 'asg0', value: 1000 + (n % 8) }),
  ],
  [
    'asg_setup, waveform',
    (client, n) => client.command('asg_setup', { channel: 'asg1', waveform: n % 2 === 0 ? 'sin' : 'ramp' }),
  ],
  [
    'iq_setup, 4 settings',
    (client, n) =>
      client.command('iq_setup', {
        channel: 'iq0',
        frequency: 1e6 + (n % 8),
        bandwidth: 1000,
        phase: n % 8,
        gain: 0,
      }),
  ],
  [
    'sampler_read, 4 signals',
    (client) => client.command('sampler_read', { channels: ['in1', 'in2', 'out1', 'out2'] }),
  ],
  ['state_get', (client) => client.command('state_get', {})],
  [
    'scope_acquire, 2 x 16384, decimation 1',
    (client) => client.command('scope_acquire', { decimation: 1, input_channels: ['in1', 'in2'] }),
  ],
]);

interface Row {
  readonly what: string;
  readonly unit: string;
  readonly values: Map<string, number>;
}

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '2' }, json: { type: 'string' } },
});
const SECONDS = Number(values.seconds);

/** Calls one after the other for some seconds. @returns the time each took [ms] */
async function timed(call: (n: number) => Promise<unknown>): Promise<readonly number[]> {
  for (let n = 0; n < 3; n += 1) await call(n);
  const samples: number[] = [];
  const end = performance.now() + 1000 * SECONDS;
  for (let before = performance.now(); before < end; before = performance.now()) {
    await call(samples.length);
    samples.push(performance.now() - before);
  }
  return samples;
}

/** Measures one backend over one link; each row gets one more column. */
async function measure(
  column: string,
  flags: readonly string[],
  put: (what: string, unit: string, column: string, value: number) => void,
): Promise<void> {
  await using folder = await temporaryFolder();
  await using worker = await startWorker(folder.path, ...flags);
  const { url, token } = worker.line;
  await using client = await connect(url, { token });
  await untilReady(client);
  for (const [kind, call] of KINDS) {
    const samples = await timed((n) => call(client, n));
    put(kind, '1/s', column, (1000 * samples.length) / samples.reduce((sum, value) => sum + value, 0));
  }
  await using scope = await connect(url, { token });
  const stop = new AbortController();
  const waiting = scope
    .command('scope_acquire', { trigger_source: 'ext_positive_edge', timeout: 3600 }, { signal: stop.signal })
    .catch((error: unknown) => error);
  while (!(await client.command('scope_get', {})).armed);
  const samples = await timed((n) =>
    client.command('pid_set_setpoint', { channel: 'pid0', value: (n % 8) / 8 }),
  );
  put('setpoint while the scope waits, p50', 'ms', column, percentile(samples, 0.5));
  put('setpoint while the scope waits, p99', 'ms', column, percentile(samples, 0.99));
  stop.abort();
  await waiting;
}

const rows = new Map<string, Row>();
const columns = ROUND_TRIPS.flatMap((rtt) =>
  BACKENDS.map((backend) => ({ column: `${backend}, ${rtt}`, backend, rtt })),
);
for (const { column, backend, rtt } of columns) {
  process.stderr.write(`${column} ...\n`);
  const python = backend === 'pyrpl' ? ['--python', await lockedPython('pyrpl')] : [];
  const fault = rtt === '0ms' ? [] : ['--fault', `delay(rtt=${rtt})`];
  await measure(
    column,
    ['--backend', backend, '--simulate', 'backends', ...python, ...fault],
    (what, unit, at, value) => {
      const row = rows.get(what) ?? { what, unit, values: new Map<string, number>() };
      row.values.set(at, value);
      rows.set(what, row);
    },
  );
}
const number = (value: number | undefined): string =>
  value === undefined ? '-' : value >= 100 ? value.toFixed(0) : value.toPrecision(3);
const head = ['', 'unit', ...columns.map(({ column }) => column)];
const lines = [...rows.values()].map(({ what, unit, values: row }) => [
  what,
  unit,
  ...columns.map(({ column }) => number(row.get(column))),
]);
process.stdout.write(
  `${[head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n')}\n`,
);
if (values.json !== undefined) {
  const json = [...rows.values()].map(({ what, unit, values: row }) => ({
    what,
    unit,
    ...Object.fromEntries(row),
  }));
  await writeFile(values.json, `${JSON.stringify(json, null, 2)}\n`);
}
