import { styleText } from 'node:util';
import { type CommandResult, commands } from '@pyrpl-mux/client';
import { formatTable } from './table.ts';

/** Data of the command `status`. */
export type Status = CommandResult<'status'>;

/**
 * Reads the data of a `status` response.
 *
 * @throws ZodError if it is not that of a worker of this version
 */
export function parseStatus(data: unknown): Status {
  return commands.status.result.parse(data);
}

/** The status as lines for a person: the worker, its clients, what runs, its commands, and the counters that are not 0. */
export function formatStatus(data: Status, url: string): readonly string[] {
  return [
    ...headLines(data, url),
    '',
    ...section(clientTable(data)),
    ...section(runningTable(data)),
    ...leftOutLines(data),
    ...section(commandTable(data)),
    ...counterLines(data),
  ];
}

function headLines(data: Status, url: string): readonly string[] {
  const { worker, board, backend, stream } = data;
  const ranges = Object.entries(board.input_range).map(([input, range]) => `${input} ${range}`);
  const state =
    worker.state === 'ready' ? styleText('green', worker.state) : styleText('yellow', worker.state);
  return [
    `${styleText('bold', board.key)}  ${state}  ${url}  process ${worker.pid}`,
    `backend ${backend.kind}, ${ranges.join(', ')}, version ${worker.version}, started ${worker.started}`,
    linkLine(data),
    ...restartLines(data),
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
      { heading: 'access' },
    ],
    clients.map((client) => [
      client.client ?? '-',
      String(client.session),
      client.address,
      duration(client.connected_s),
      String(client.in_flight),
      String(client.commands),
      lastCommand(client),
      client.access,
    ]),
  );
}

function runningTable({ running }: Status): readonly string[] {
  if (running.length === 0) return [];
  return formatTable(
    [
      { heading: 'number', align: 'right' },
      { heading: 'runs or is queued' },
      { heading: 'modules' },
      { heading: 'client' },
      { heading: 'for', align: 'right' },
      { heading: 'deadline', align: 'right' },
      { heading: 'state' },
    ],
    running.map((command) => [
      String(command.number),
      command.command,
      command.modules.length > 3 ? `${command.modules.length} modules` : command.modules.join(', '),
      command.client ?? `session ${command.session}`,
      duration(command.for_s),
      command.deadline_s < 0 ? 'over' : duration(command.deadline_s),
      command.state ??
        (command.position === null ? command.phase : `${command.phase}, place ${command.position}`),
    ]),
  );
}

function leftOutLines({ running_left_out: leftOut }: Status): readonly string[] {
  return leftOut === 0 ? [] : [`and ${leftOut} more commands`, ''];
}

function linkLine({ link }: Status): string {
  const trip = link.round_trip_ms;
  const times = trip === null ? '' : `, round trip ${trip.p50} ms (p99 ${trip.p99} ms)`;
  return `link ${link.state}${times}, links made ${link.made}`;
}

function restartLines({ worker: { restarts } }: Status): readonly string[] {
  if (restarts.last === null) return [];
  const { when, why } = restarts.last;
  const times = restarts.count === 1 ? 'once' : `${restarts.count} times`;
  return [`started again ${times}, last at ${when}: ${why}`];
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

/** The last command for the board says more than the page's or a monitor's own "status". */
function lastCommand({ last_board_command: last, last_command: any }: Status['clients'][number]): string {
  return last === null ? (any ?? '-') : `${last.command}, ${duration(last.ago_s)} ago`;
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}
