import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { WorkerAddress } from '@pyrpl-mux/client/node';
import { OWN_PROGRAM } from '../../backend/board/simulated-process.ts';
import { onEndRequest } from '../../process/signals.ts';
import { type DemoReport, parseDemoReport } from './report.ts';
import { ROLES, type Role } from './roles.ts';

/** How long a program may take to come to an end after its time is over [ms]. */
const GRACE = 20_000;

/**
 * Runs the four programs of the demo, each in a process of its own, until all have ended.
 *
 * @param show is told the latest reports whenever one comes
 * @returns the last report of each; one that never reported is missing
 */
export async function playAll(
  { url, token }: WorkerAddress,
  { seconds, wired }: { readonly seconds: number; readonly wired: boolean },
  show: (reports: readonly DemoReport[]) => void,
): Promise<readonly DemoReport[]> {
  const latest = new Map<Role, DemoReport>();
  const [program, ...first] = OWN_PROGRAM;
  const children = ROLES.map((role) => {
    const args = ['demo-client', role, '--seconds', String(seconds), ...(wired ? ['--wired'] : [])];
    const child = spawn(program, [...first, ...args], {
      stdio: ['ignore', process.stderr, process.stderr, 'ipc'],
      windowsHide: true,
      // The token stays out of the list of processes.
      env: { ...process.env, PYRPL_MUX_URL: url, PYRPL_MUX_TOKEN: token },
    });
    child.on('message', (message) => {
      const report = parseDemoReport(message);
      if (report === null) return;
      latest.set(report.role, report);
      show(inOrder(latest));
    });
    return child;
  });
  const end = (): void => {
    for (const child of children) child.kill('SIGINT');
  };
  const ignore = onEndRequest(end);
  const limit = setTimeout(
    () => {
      for (const child of children) child.kill('SIGKILL');
    },
    seconds * 1000 + GRACE,
  );
  try {
    await Promise.all(children.map(ended));
  } finally {
    clearTimeout(limit);
    ignore();
  }
  return inOrder(latest);
}

async function ended(child: ChildProcess): Promise<void> {
  // 'close' comes when the last report has been read, after 'exit' or a failed start.
  await once(child, 'close');
}

function inOrder(reports: ReadonlyMap<Role, DemoReport>): readonly DemoReport[] {
  return ROLES.flatMap((role) => reports.get(role) ?? []);
}
