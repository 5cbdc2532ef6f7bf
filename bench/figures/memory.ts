import { readFile } from 'node:fs/promises';
import { startWorker, temporaryFolder } from '../../e2e/rig/program.ts';
import { openRawSocket } from '../raw-socket.ts';
import { type Figure, figure } from '../report.ts';

const COMMANDS = 1_000_000;

/** By then V8 has given its young generation the size that it keeps, which it does in steps of tens of MB. */
const WARM_UP = 600_000;
const OK = '{"status":"ok"';

/** Resident memory of a process in MB (Linux). */
export async function residentMegabytes(pid: number): Promise<number> {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}

/** Growth of the worker's memory over a million commands, half of them to the board. */
export async function memoryFigures(): Promise<Figure[]> {
  await using folder = await temporaryFolder();
  await using worker = await startWorker(folder.path, '--simulate', 'memory');
  const { url, token, pid } = worker.line;
  using socket = await openRawSocket(`${url}?token=${token}`, true);
  const make = (n: number): string =>
    n % 2 === 0
      ? `{"command":"ping","id":${n}}`
      : `{"command":"pid_set_setpoint","params":{"channel":"pid${n % 3}","value":${(n % 4096) / 8192}},"id":${n}}`;
  const started = await residentMegabytes(pid);
  await socket.rate(WARM_UP, 128, make, OK);
  const before = await residentMegabytes(pid);
  const rate = await socket.rate(COMMANDS, 128, make, OK);
  const after = await residentMegabytes(pid);
  return [
    figure(
      'growth of the worker over 1 million commands',
      after - before,
      'MB',
      { atMost: 10 },
      {
        'when started MB': started,
        'before MB': before,
        'after MB': after,
        'commands/s': rate,
      },
    ),
  ];
}
