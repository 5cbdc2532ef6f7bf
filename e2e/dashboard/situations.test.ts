import { connect } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { startWorker, temporaryFolder } from '../rig/program.ts';
import { startRecordedBoard } from '../rig/recorded-board.ts';
import { untilReady } from '../rig/until-ready.ts';
import { browserOfFile, openDashboard, watchedPages } from './rig/dashboard.ts';
import { connection, NOBODY_LISTENS, situation } from './rig/dashboard-page.ts';
import { moduleField, notices } from './rig/modules.ts';
import { scopePanel } from './rig/scope-screen.ts';

const browser = browserOfFile();

describe('when things go wrong', () => {
  it('a worker that is killed and started again under the page: a sentence and stale values meanwhile, then live again by itself', async () => {
    await using folder = await temporaryFolder();
    const board = ['--simulate', 'restarted'];
    const first = await startWorker(folder.path, ...board);
    const { url, token } = first.line;
    await using pages = watchedPages(browser(), url, token);
    const page = await pages.open({ expectedProblems: NOBODY_LISTENS });
    const stale = page.locator('.app.stale');
    expect(await stale.count()).toBe(0);
    const change = async (value: number): Promise<void> => {
      await using client = await connect(url, { token });
      await untilReady(client);
      await client.command('scope_setup', { decimation: 8, trigger_source: 'immediately' });
      await client.command('pid_set_setpoint', { channel: 'pid0', value });
    };
    const setpoint = moduleField(page, 'pid0', 'Setpoint');
    const traces = scopePanel(page).getByText(/[1-9]\d* traces\/s/);
    await change(0.25);
    await expect.poll(() => setpoint.inputValue()).toBe('250 mV');
    await traces.waitFor();

    first.process.kill('SIGKILL');
    await first.exited;
    await connection(page).filter({ hasText: 'worker lost' }).waitFor();
    await situation(page).filter({ hasText: 'it goes on by itself' }).waitFor();
    await situation(page).filter({ hasText: 'pyrpl-mux serve' }).waitFor();
    await stale.waitFor();
    await traces.waitFor({ state: 'detached' });
    expect(await setpoint.inputValue(), 'what was known last').toBe('250 mV');
    expect(await setpoint.isDisabled()).toBe(true);

    await using second = await startWorker(folder.path, '--port', new URL(url).port, ...board);
    expect(second.line.url).toBe(url);
    await connection(page).filter({ hasText: 'live' }).waitFor();
    await situation(page).waitFor({ state: 'detached' });
    expect(await stale.count()).toBe(0);
    await change(0.5);
    await expect.poll(() => setpoint.inputValue(), { message: 'it follows the board again' }).toBe('500 mV');
    await traces.waitFor();
  });

  it('a board that is gone and comes back: why, and what happens next', async () => {
    await using recorded = await startRecordedBoard({ restart: 'manual' });
    const board = ['--host', '127.0.0.1', '--board-port', String(recorded.board.port)];
    await using rig = await openDashboard(browser(), ...board);
    const page = await rig.open();

    recorded.board.inject({ kind: 'reset', direction: 'reply', after: 0 });
    await connection(page).filter({ hasText: 'board lost' }).waitFor();
    await situation(page).filter({ hasText: 'it goes on by itself' }).waitFor();
    await page.locator('.app.stale').waitFor();

    // A page that is opened meanwhile.
    const late = await rig.open({ until: 'board lost' });
    await situation(late).filter({ hasText: 'it goes on by itself' }).waitFor();
    expect(await late.getByRole('button', { name: 'Save all settings' }).count()).toBe(0);

    await recorded.board.startServer();
    for (const one of [page, late]) {
      await connection(one).filter({ hasText: 'live' }).waitFor();
      await situation(one).waitFor({ state: 'detached' });
      await expect.poll(() => moduleField(one, 'pid0', 'Setpoint').isEnabled()).toBe(true);
      expect(await moduleField(one, 'pid0', 'Setpoint').inputValue()).toBe('0 V');
    }
  });

  it('a worker that is killed while a command of the page waits: the notice says what became of it, until it is dismissed', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('scan.py');
    const page = await rig.open({ expectedProblems: NOBODY_LISTENS });
    const acquisition = client
      .command('scope_acquire', { trigger_source: 'ext_positive_edge', timeout: 600 })
      .catch((error: unknown) => error);
    const commandsInWorker = async (): Promise<readonly string[]> =>
      (await client.command('status')).running.map(({ command }) => command);
    await expect.poll(commandsInWorker).toContain('scope_acquire');
    await scopePanel(page).getByLabel('Time per division').selectOption('1024');
    await expect.poll(commandsInWorker).toContain('scope_setup');
    rig.worker.process.kill('SIGKILL');
    await acquisition;

    const notice = notices(page).getByRole('alert').filter({ hasText: 'scope_setup' });
    await notice.filter({ hasText: "can't be told" }).waitFor();
    await connection(page).filter({ hasText: 'worker lost' }).waitFor();
    await notice.getByRole('button', { name: 'Dismiss this notice' }).click();
    await notice.waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Code' }).click();
    await page.getByRole('main').getByText('scope_setup').first().waitFor();
  });

  it('a worker that stops for good: who asked, then that it is gone, in sight wherever the page is scrolled to', async () => {
    await using rig = await openDashboard(browser());
    const viewport = { width: 390, height: 844 };
    const page = await rig.open({ viewport, expectedProblems: NOBODY_LISTENS });
    await page.getByRole('heading', { name: 'PID controllers' }).scrollIntoViewIfNeeded();
    expect(await page.evaluate(() => window.scrollY)).toBeGreaterThan(viewport.height);
    const other = await rig.client('somebody else');
    await other.command('shutdown');
    await connection(page).filter({ hasText: 'worker lost' }).waitFor();
    await situation(page).filter({ hasText: 'pyrpl-mux serve' }).waitFor();
    const bar = await situation(page).boundingBox();
    expect(bar?.y).toBeGreaterThan(0);
    expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBeLessThan(viewport.height / 2);
    await page.getByRole('link', { name: 'Routing' }).click();
    await page
      .getByRole('heading', { name: /routing/i })
      .first()
      .waitFor();
    await expect
      .poll(() => page.evaluate(() => window.scrollY), { message: 'another part begins at its top' })
      .toBe(0);
  });

  it('a page of another version: that it is, and a button that loads the right one', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open();
    await page.route('**/assets/*.js', async (route) => {
      const response = await route.fetch();
      const script = await response.text();
      const older = script.replaceAll('0.1.0', '0.0.9');
      expect(older, 'the version stands in the script').not.toBe(script);
      // Not kept by the browser: the right page has another content by the same name here.
      await route.fulfill({ response, body: older, headers: { 'content-type': 'text/javascript' } });
    });
    await page.reload();
    await situation(page).filter({ hasText: 'this page is of 0.0.9' }).waitFor();
    await page.unroute('**/assets/*.js');
    await situation(page).getByRole('button', { name: 'Reload the page' }).click();
    await connection(page).filter({ hasText: 'live' }).waitFor();
    await situation(page).waitFor({ state: 'detached' });
  });
});
