import { styleText } from 'node:util';
import { z } from 'zod';
import { formatTable } from './table.ts';

const status = z.object({
  worker: z.object({
    version: z.string(),
    pid: z.int(),
    started: z.string(),
    state: z.string(),
    reason: z.string().nullable(),
  }),
  board: z.object({
    key: z.string(),
    input_range: z.record(z.string(), z.string()),
  }),
  backend: z.looseObject({ kind: z.string() }),
  lanes: z.array(
    z.object({
      module: z.string(),
      queued: z.int(),
      running: z
        .object({
          number: z.int(),
          command: z.string(),
          client: z.string().nullable(),
          session: z.int(),
          for_s: z.number(),
          waiting: z.boolean(),
        })
        .nullable(),
    }),
  ),
  stream: z.object({
    viewers: z.int(),
    traces_per_second: z.number(),
    reason: z.string().nullable(),
  }),
  clients: z.array(
    z.object({
      session: z.int(),
      client: z.string().nullable(),
      address: z.string(),
      connected_s: z.number(),
      in_flight: z.int(),
      commands: z.int(),
      last_command: z.string().nullable(),
    }),
  ),
  commands: z.record(
    z.string(),
    z.object({
      count: z.int(),
      errors: z.int(),
      p50_ms: z.number().nullable(),
      p99_ms: z.number().nullable(),
    }),
  ),
  counters: z.record(z.string(), z.number()),
});

/** Data of the command `status`, as far as the table shows it. */
export type Status = z.output<typeof status>;

/**
 * Reads the data of a `status` response.
 *
 * @throws ZodError if it is not that of a worker of this version
 */
export function parseStatus(data: unknown): Status {
  return status.parse(data);
}

/** The status as lines for a person: the worker, its clients, its lanes, its commands, and the counters that are not 0. */
export function formatStatus(data: Status, url: string): readonly string[] {
  return [
    ...headLines(data, url),
    '',
    ...section(clientTable(data)),
    ...section(laneTable(data)),
    ...section(commandTable(data)),
    ...counterLines(data),
  ];
}

function headLines({ worker, board, backend, stream }: Status, url: string): readonly string[] {
  const ranges = Object.entries(board.input_range).map(([input, range]) => `${input} ${range}`);
  const state =
    worker.state === 'ready' ? styleText('green', worker.state) : styleText('yellow', worker.state);
  return [
    `${styleText('bold', board.key)}  ${state}  ${url}  process ${worker.pid}`,
    `backend ${backend.kind}, ${ranges.join(', ')}, version ${worker.version}, started ${worker.started}`,
    ...(worker.reason === null ? [] : [worker.reason]),
    ...(stream.viewers === 0
      ? []
      : [`${stream.viewers} watching the scope, ${stream.traces_per_second} traces/s`]),
    ...(stream.reason === null ? [] : [stream.reason]),
  ];
}

function clientTable({ clients }: Status): readonly string[] {
  return formatTable(
    [
      { heading: 'client' },
      { heading: 'session', align: 'right' },
      { heading: 'address' },
      { heading: 'connected', align: 'right' },
      { heading: 'in flight', align: 'right' },
      { heading: 'commands', align: 'right' },
      { heading: 'last command' },
    ],
    clients.map((client) => [
      client.client ?? '-',
      String(client.session),
      client.address,
      duration(client.connected_s),
      String(client.in_flight),
      String(client.commands),
      client.last_command ?? '-',
    ]),
  );
}

function laneTable({ lanes }: Status): readonly string[] {
  const busy = lanes.filter((lane) => lane.running !== null || lane.queued > 0);
  if (busy.length === 0) return [];
  return formatTable(
    [
      { heading: 'module' },
      { heading: 'queued', align: 'right' },
      { heading: 'running' },
      { heading: 'number', align: 'right' },
      { heading: 'for', align: 'right' },
      { heading: 'client' },
    ],
    busy.map(({ module, queued, running }) =>
      running === null
        ? [module, String(queued)]
        : [
            module,
            String(queued),
            `${running.command}${running.waiting ? ' (waiting)' : ''}`,
            String(running.number),
            duration(running.for_s),
            running.client ?? `session ${running.session}`,
          ],
    ),
  );
}

function commandTable({ commands }: Status): readonly string[] {
  const rows = Object.entries(commands).toSorted(([, one], [, other]) => other.count - one.count);
  if (rows.length === 0) return [];
  return formatTable(
    [
      { heading: 'command' },
      { heading: 'count', align: 'right' },
      { heading: 'errors', align: 'right' },
      { heading: 'p50 ms', align: 'right' },
      { heading: 'p99 ms', align: 'right' },
    ],
    rows.map(([name, { count, errors, p50_ms, p99_ms }]) => [
      name,
      String(count),
      errors === 0 ? '0' : styleText('red', String(errors)),
      p50_ms === null ? '-' : String(p50_ms),
      p99_ms === null ? '-' : String(p99_ms),
    ]),
  );
}

function counterLines({ counters }: Status): readonly string[] {
  const counted = Object.entries(counters).filter(([, value]) => value !== 0);
  return counted.length === 0
    ? []
    : [counted.map(([name, value]) => `${name.replaceAll('_', ' ')} ${value}`).join(', ')];
}

function section(lines: readonly string[]): readonly string[] {
  const [headings, ...rows] = lines;
  return headings === undefined ? [] : [styleText('dim', headings), ...rows, ''];
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}
