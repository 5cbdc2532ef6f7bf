/*
 * `npm run screenshot:dashboard [-- FOLDER]`: pictures of the dashboard's parts for the docs, of a board on which something
 * goes on: a generator whose sound a plant passes on, a lock on it, a demodulator, and programs that change things.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from '@pyrpl-mux/client';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser, openPage } from '../e2e/dashboard/rig/browser.ts';
import { connection, pageAddress } from '../e2e/dashboard/rig/dashboard-page.ts';
import { startWorker, temporaryFolder } from '../e2e/rig/program.ts';
import { untilReady } from '../e2e/rig/until-ready.ts';

const folder = process.argv[2] ?? fileURLToPath(new URL('../docs/images', import.meta.url));

/** A picture, and what is done on the page before it is taken. */
interface Picture {
  readonly name: string;
  readonly part: string;
  readonly context?: BrowserContextOptions;
  readonly stage?: (page: Page) => Promise<void>;
}

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

/** For parts that have little to show. */
const LOW = { viewport: { width: 1440, height: 420 } };

const PICTURES: readonly Picture[] = [
  { name: 'bench', part: '#bench', stage: openModules },
  { name: 'bench-light', part: '#bench', context: { colorScheme: 'light' }, stage: openModules },
  { name: 'phone', part: '#bench', context: PHONE },
  { name: 'routing', part: '#routing' },
  { name: 'states', part: '#states', context: LOW, stage: compare },
  { name: 'code', part: '#code', context: LOW, stage: click },
  // The last one: a program keeps the scope for itself.
  { name: 'activity', part: '#activity', stage: keepBusy },
];

/** The settings of an experiment: a lock at half a fringe, a sine on the other output that is demodulated. */
const SETTINGS = [
  ['asg0', { waveform: 'sin', frequency: 12_500, amplitude: 0.4, output_direct: 'out1' }],
  ['asg1', { waveform: 'ramp', frequency: 50, amplitude: 0.2, output_direct: 'off' }],
] as const;

await using runtime = await temporaryFolder();
await using worker = await startWorker(
  runtime.path,
  ...['--simulate', 'lab', '--wiring', 'out1->in1, out2->lowpass(5kHz)->in2'],
);
const { url, token } = worker.line;
await using scan = await connect(url, { token, client: 'scan.py' });
await using relock = await connect(url, { token, client: 'relock.ts' });
await untilReady(scan);
for (const [channel, settings] of SETTINGS)
  await scan.command('asg_setup', { channel, ...settings, trigger_source: 'immediately' });
await scan.command('iq_setup', {
  ...{ channel: 'iq0', frequency: 12_500, bandwidth: 100, input: 'in1', acbandwidth: 500 },
  ...{ gain: 0, amplitude: 0, output_direct: 'off', output_signal: 'quadrature', quadrature_factor: 1 },
});
await relock.command('pid_configure', {
  ...{ channel: 'pid0', input: 'in2', setpoint: 0.25, p: -0.05, i: -200, output_direct: 'out2' },
  ...{ min_voltage: -0.9, max_voltage: 0.9 },
});
await scan.command('scope_setup', {
  ...{ decimation: 8, trigger_source: 'ch1_positive_edge', threshold: 0.1, hysteresis: 0.01 },
  ...{ input1: 'in1', input2: 'pid0' },
});
await scan.command('state_save', { name: 'before the scan', note: 'locked at half a fringe' });
await scan.command('asg_set_amplitude', { channel: 'asg0', value: 0.5 });
await scan.command('pid_set_setpoint', { channel: 'pid0', value: 0.3 });

const busy = new AbortController();
let step = 0;
const scanning = setInterval(() => {
  step += 1;
  const value = 0.3 + 0.01 * (step % 10);
  scan.command('pid_set_setpoint', { channel: 'pid0', value }).catch(() => undefined);
  if (step % 5 === 0)
    relock.command('iq_get_measurement', { channel: 'iq0', averaging_time: 0.01 }).catch(() => undefined);
}, 300);
await using browser = await launchBrowser();
try {
  await mkdir(folder, { recursive: true });
  for (const picture of PICTURES) await take(browser, picture);
} finally {
  clearInterval(scanning);
  busy.abort();
}

async function take(from: Browser, { name, part, context = {}, stage }: Picture): Promise<void> {
  const { page } = await openPage(from, context);
  await page.goto(`${pageAddress(url)}?token=${token}${part}`);
  await connection(page).filter({ hasText: 'live' }).waitFor();
  await stage?.(page);
  // Until there are traces, levels and changes to see.
  await page.waitForTimeout(3000);
  const path = join(folder, `dashboard-${name}.png`);
  const { length } = await page.screenshot({ path });
  process.stdout.write(`${path}: ${(length / 1000).toFixed(0)} kB\n`);
  await page.context().close();
}

async function openModules(page: Page): Promise<void> {
  await page.getByRole('region', { name: 'pid0', exact: true }).waitFor();
}

/** Compares the saved state with what the board has. */
async function compare(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Compare/ })
    .first()
    .click();
  // A folder of this computer, which says nothing to others.
  await page.getByText('Each is a file').evaluate((sentence) => sentence.setAttribute('hidden', ''));
}

/** Lets programs wait for a trigger and for each other. */
async function keepBusy(page: Page): Promise<void> {
  const waits = { trigger_source: 'ext_positive_edge', timeout: 600 } as const;
  const { signal } = busy;
  scan.command('scope_acquire', waits, { signal }).catch(() => undefined);
  relock.command('scope_setup', { decimation: 16 }, { signal }).catch(() => undefined);
  await page.getByRole('row', { name: /scope_setup/ }).waitFor();
}

/** Does a few things of which the code is shown. */
async function click(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Bench' }).click();
  const generator = page.getByRole('region', { name: 'asg0', exact: true });
  for (const [label, text] of [
    ['Frequency', '15 k'],
    ['Amplitude', '0.45'],
  ] as const) {
    await generator.getByLabel(label, { exact: true }).fill(text);
    await generator.getByLabel(label, { exact: true }).press('Enter');
  }
  await page.getByRole('region', { name: 'Oscilloscope' }).getByLabel('Time per division').selectOption('16');
  await page.getByRole('link', { name: 'Code' }).click();
}
