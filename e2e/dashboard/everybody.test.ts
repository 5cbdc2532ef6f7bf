import { CommandError, connect } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { startServe, temporaryFolder } from '../rig/program.ts';
import { browserOfFile, openDashboard, watchedPages } from './rig/dashboard.ts';
import { connection, NOBODY_LISTENS } from './rig/dashboard-page.ts';
import { runPython } from './rig/python.ts';

const browser = browserOfFile();

const PYTHON = `
import sys
from pyrpl_mux import connect

url, token = sys.argv[1:]
with connect(url, token=token, client="relock.py") as client:
    client.command("pid_set_setpoint", channel="pid1", value=0.125)
`;

describe('everybody’s view', () => {
  it('shows who is connected and every change with its maker: a Node program, a Python program, another tab', async () => {
    await using rig = await openDashboard(browser());
    const { url, token } = rig.worker.line;
    const page = await rig.open({ part: '#activity' });
    const changes = page.getByRole('region', { name: 'Board changes' });
    const clients = page.getByRole('region', { name: 'Who is connected' });

    const node = await rig.client('scan.ts');
    await node.command('asg_set_frequency', { channel: 'asg1', value: 12_500 });
    const change = changes.getByRole('listitem').filter({ hasText: 'scan.ts' });
    await change.filter({ hasText: 'asg1' }).filter({ hasText: '12.5 kHz' }).waitFor();
    await clients
      .getByRole('row', { name: /scan\.ts/ })
      .filter({ hasText: 'asg_set_frequency' })
      .waitFor();

    await runPython(PYTHON, url, token);
    await changes
      .getByRole('listitem')
      .filter({ hasText: 'relock.py' })
      .filter({ hasText: 'pid1' })
      .waitFor();

    const tab = await rig.openTab(page);
    await tab.getByRole('region', { name: 'Oscilloscope' }).getByLabel('Channel 2').selectOption('asg0');
    await changes
      .getByRole('listitem')
      .filter({ hasText: 'dashboard' })
      .filter({ hasText: 'input2' })
      .waitFor();
    await expect.poll(() => clients.getByRole('row', { name: /dashboard/ }).count()).toBe(2);
  });

  it('shows what waits, for what and how long, and cancels it by its number', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open({ part: '#activity' });
    const client = await rig.client('scan.ts');
    const acquisition = client
      .command('scope_acquire', { trigger_source: 'ch1_positive_edge', threshold: 0.9, timeout: 600 })
      .catch((error: unknown) => error);
    const queued = client.command('scope_setup', { decimation: 1 });
    const commands = page.getByRole('region', { name: 'Commands', exact: true });
    const row = commands.getByRole('row', { name: /scope_acquire/ });
    await row.filter({ hasText: 'in1 rising through 0.9' }).filter({ hasText: 'scan.ts' }).waitFor();
    await commands
      .getByRole('row', { name: /scope_setup/ })
      .filter({ hasText: 'queued' })
      .waitFor();

    await row.getByRole('button', { name: /^Cancel scope_acquire, number \d+$/ }).click();
    const error = await acquisition;
    expect(error).toBeInstanceOf(CommandError);
    expect(error).toMatchObject({ code: 'cancelled', effect: 'done' });
    expect((await queued).decimation).toBe(1);
    await page.getByRole('log', { name: 'Notices' }).getByText('was cancelled').waitFor();
    await commands.getByText('No command runs or is queued.').waitFor();
  });

  it('counts what went wrong: what could not be read, and a worker that was started again', async () => {
    await using folder = await temporaryFolder();
    await using serve = await startServe(folder.path, '--simulate', 'counted');
    const { url, token } = serve.line;
    await using pages = watchedPages(browser(), url, token);
    const page = await pages.open({ part: '#activity', expectedProblems: NOBODY_LISTENS });
    const figure = (name: string) =>
      page
        .getByRole('region', { name: 'Worker and board' })
        .locator('dl div')
        .filter({ has: page.getByRole('term').getByText(name, { exact: true }) })
        .getByRole('definition');
    const careless = new WebSocket(`${url}?token=${token}`);
    careless.addEventListener('open', () => careless.send('no JSON'));
    await expect.poll(() => figure('malformed').textContent()).toContain('1');
    careless.close();

    await using client = await connect(url, { token });
    process.kill((await client.command('status')).worker.pid, 'SIGKILL');
    await connection(page).filter({ hasText: 'worker lost' }).waitFor();
    await connection(page).filter({ hasText: 'live' }).waitFor();
    await figure('restarts')
      .filter({ hasText: /1; last .*SIGKILL/ })
      .waitFor();
  });
});
