import { styleText } from 'node:util';
import type { WorkerReport } from '../process/worker-channel.ts';
import { PROGRAM } from './program-name.ts';
import { pageAddress } from './worker-page.ts';

/** Where a worker that is ready can be met. */
export interface Announcement {
  readonly url: string;
  readonly token: string;
  readonly connectionFile: string;
  readonly board: string;
  /** Process id of the worker. */
  readonly pid: number;
  /** Whether it belongs to this program, and ends with it. */
  readonly own: boolean;
}

/** Tells of the worker that belongs to this program, once, when its board is there for the first time. */
export function announceOnce(announce: (announcement: Announcement) => void): (report: WorkerReport) => void {
  let listening: (WorkerReport & { report: 'listening' }) | null = null;
  let announced = false;
  return (report) => {
    if (report.report === 'listening') listening = report;
    if (report.report !== 'state' || report.state !== 'ready' || listening === null || announced) return;
    announced = true;
    announce({ ...listening, own: true });
  };
}

/** Prints the one line of `--json`. */
export function announceJson(announcement: Announcement): void {
  const { url, token, connectionFile, board, pid } = announcement;
  const dashboard = pageAddress(announcement);
  const line = { event: 'ready', url, dashboard, token, connectionFile, board, pid };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Tells a person where the worker listens, and what to try. */
export function announceText(announcement: Announcement): void {
  const { url, connectionFile, board, pid, own } = announcement;
  const which = own ? `The worker of ${board}` : `${board} has its worker already: it`;
  const lines = [
    `${which} listens at ${styleText('bold', url)} (process ${pid}).`,
    `Dashboard: ${styleText('bold', pageAddress(announcement))}`,
    `Its connection file is ${connectionFile}`,
    'Try, in another terminal:',
    `  ${PROGRAM} open`,
    `  ${PROGRAM} status`,
    `  ${PROGRAM} call sampler_read channel=in1`,
    `  ${PROGRAM} demo`,
    own
      ? 'Ctrl-C stops the worker; the outputs of the board stay as they are.'
      : 'Ctrl-C ends this program only; that worker runs on.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
