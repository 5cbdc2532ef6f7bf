/*
 * Measures the dashboard in a real browser (Linux): `npm run bench:dashboard [-- --seconds N --json FILE]`. The board is simulated, in a
 * process of its own that notes when each trace was read; a page's frame counts when something was drawn on a large canvas in it,
 * and is taken to be on the display when the next one begins.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { connect } from '@pyrpl-mux/client';
import { z } from 'zod';
import { launchBrowser } from '../e2e/dashboard/rig/browser.ts';
import { startWorker, temporaryFolder } from '../e2e/rig/program.ts';
import { untilReady } from '../e2e/rig/until-ready.ts';
import { bareFigures } from './dashboard/bare.ts';
import { changeFigures } from './dashboard/change.ts';
import { startLineProcess } from './dashboard/line-process.ts';
import { openingFigures } from './dashboard/opening.ts';
import { watchWith } from './dashboard/viewers.ts';
import { type Figure, figure, table } from './report.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '8' }, json: { type: 'string' } },
});
const SECONDS = Number(values.seconds);

/** Pages that watch at once, and viewers by protocol beside them: ten pages would measure two processors, not the worker. */
const VIEWERS = [
  { tabs: 1, others: 0 },
  { tabs: 4, others: 0 },
  { tabs: 1, others: 9 },
] as const;

const say = (text: string): void => void process.stderr.write(`${text} ...\n`);
const ms = ([p50, p95]: readonly [number, number]): string => `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

await using folder = await temporaryFolder();
await using board = await startLineProcess('timed-board.ts');
const { port } = z.object({ port: z.number() }).parse(board.first);
const boardFlags = ['--host', '127.0.0.1', '--board-port', String(port)];
await using worker = await startWorker(folder.path, ...boardFlags);
const { url, token, pid } = worker.line;
await using client = await connect(url, { token, client: 'bench' });
await untilReady(client);
const wave = { waveform: 'sin', frequency: 10_000, amplitude: 0.5, output_direct: 'out1' } as const;
await client.command('asg_setup', { channel: 'asg0', ...wave, trigger_source: 'immediately' });
await client.command('scope_setup', { decimation: 8, trigger_source: 'ch1_positive_edge', input2: 'asg0' });

await using browser = await launchBrowser();
const bench = { browser, url, token, workerPid: pid, board };
const columns: { readonly head: string; readonly cells: ReadonlyMap<string, string> }[] = [];
let bytes = 0;
for (const { tabs, others } of VIEWERS) {
  say(`${tabs + others} viewers`);
  const seen = await watchWith(bench, tabs, others, SECONDS);
  bytes = seen.bytesPerFrame;
  say(`${tabs} empty pages`);
  const bare = await bareFigures(browser, tabs, bytes, SECONDS);
  columns.push({
    head: others === 0 ? `${tabs} ${tabs === 1 ? 'page' : 'pages'}` : `${tabs} page, ${others} by protocol`,
    cells: new Map([
      ['traces drawn per second (slowest page)', seen.fps.toFixed(1)],
      ['- frames of its display', seen.displayRate.toFixed(1)],
      ['- empty page that is sent the same bytes 60 times a second', bare.fps.toFixed(1)],
      ['trigger to pixels [ms], p50 / p95', ms(seen.sinceTrigger)],
      ['read at the board to pixels [ms]', ms(seen.sinceRead)],
      ['WebSocket of the page to pixels [ms]', ms(seen.sinceArrival)],
      ['- empty page, sent to pixels [ms]', ms(bare.age)],
      ['bytes per trace', seen.bytesPerFrame.toFixed(0)],
      ['worker, of one processor', percent(seen.workerShare)],
      ['main thread of the busiest page', percent(seen.pageShare)],
      ['browser, all processes, of one processor', percent(seen.browserShare)],
      ['viewers by protocol: wanted > had per second', rates(seen.others)],
    ]),
  });
}
say('opening');
const opening = await openingFigures(browser, url, token, 5);
say('changes');
const change = await changeFigures(browser, client, url, token, 50);
const figures: Figure[] = [
  figure(
    'script of the page, compressed',
    opening.scriptBytes / 1000,
    'kB',
    { atMost: 100 },
    {
      'everything kB': opening.allBytes / 1000,
    },
  ),
  figure(
    'from opening the page to its first trace',
    opening.firstTrace,
    'ms',
    { atMost: 1000 },
    {
      'an empty page to its first frame ms': opening.emptyPage,
    },
  ),
  figure(
    'change by another client until the page shows it, p50',
    change.p50,
    'ms',
    { atMost: 100 },
    {
      'p95 ms': change.p95,
      'answer to the one who changed it, p50 ms': change.answered,
    },
  ),
];

function rates(others: readonly { readonly wanted: number; readonly had: number }[]): string {
  if (others.length === 0) return '-';
  return others.map(({ wanted, had }) => `${wanted} > ${had.toFixed(1)}`).join(', ');
}

const names = [...(columns[0]?.cells.keys() ?? [])];
const head = ['', ...columns.map((column) => column.head)];
const lines = names.map((name) => [name, ...columns.map(({ cells }) => cells.get(name) ?? '-')]);
const rows = [head, head.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`);
process.stdout.write(`${rows.join('\n')}\n\n${table(figures)}\n`);
if (values.json !== undefined) {
  const viewers = columns.map(({ head: name, cells }) => ({ viewers: name, ...Object.fromEntries(cells) }));
  await writeFile(values.json, `${JSON.stringify({ viewers, figures }, null, 2)}\n`);
}
