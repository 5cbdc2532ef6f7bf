import { readdir, readFile } from 'node:fs/promises';
import { startServe, temporaryFolder } from '../../e2e/rig/program.ts';
import { type Figure, figure } from '../report.ts';

const SECONDS = 20;
const TICKS_PER_SECOND = 100;

/** Processor ticks of a process and its descendants so far (Linux). */
async function ticks(pid: number): Promise<number> {
  const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  const own = Number(stat[11]) + Number(stat[12]);
  const tasks = await readdir(`/proc/${pid}/task`);
  const children = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8')),
  );
  const pids = children.flatMap((text) =>
    text
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  );
  const rest = await Promise.all(pids.map((child) => ticks(child)));
  return rest.reduce((sum, value) => sum + value, own);
}

/** Processor use of supervisor, worker and simulated board with nobody connected. */
export async function idleFigures(): Promise<Figure[]> {
  await using folder = await temporaryFolder();
  await using serve = await startServe(folder.path, '--simulate', 'idle');
  const pid = serve.process.pid ?? 0;
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const before = await ticks(pid);
  await new Promise((resolve) => setTimeout(resolve, 1000 * SECONDS));
  const used = ((await ticks(pid)) - before) / TICKS_PER_SECOND / SECONDS;
  return [figure('processor use of an idle npm start', 100 * used, '% of a core', { atMost: 5 })];
}
