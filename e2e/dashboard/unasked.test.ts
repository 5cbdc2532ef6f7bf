import { catalogue } from '@pyrpl-mux/client';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startWorker, temporaryFolder } from '../rig/program.ts';
import { browserOfFile, openDashboard, watchedPages } from './rig/dashboard.ts';
import { connection, NOBODY_LISTENS } from './rig/dashboard-page.ts';
import { moduleField } from './rig/modules.ts';

const browser = browserOfFile();

/** The page's own account of what it sent. */
async function expectNothingSent(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Code', exact: true }).click();
  await page.getByText(/^Nothing yet\./).waitFor();
}

describe('nothing is sent that nobody asked for', () => {
  it('promise 9: "Attaching changes nothing": when a page is opened, looked at part by part, loaded again and closed', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('somebody');
    const before = await client.command('state_get');
    const page = await rig.open();
    for (const part of ['Routing', 'Activity', 'States', 'Code', 'Bench'])
      await page.getByRole('link', { name: part, exact: true }).click();
    await page.reload();
    await connection(page).filter({ hasText: 'live' }).waitFor();
    const sent = async (): Promise<string[]> => Object.keys((await client.command('status')).commands);
    await expect.poll(sent).toEqual(expect.arrayContaining(['describe', 'subscribe', 'sampler_read']));
    await page.close();
    const changing = (await sent()).filter((name) => {
      const definition = catalogue.get(name);
      const isHarmless = definition?.access === 'read' || definition?.access === 'session';
      return !isHarmless || definition.operatorOnly === true;
    });
    expect(changing).toEqual([]);
    expect(await client.command('state_get')).toEqual(before);
  });

  it('when the window is left in the middle of typing', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open();
    const setpoint = moduleField(page, 'pid0', 'Setpoint');
    await setpoint.fill('0.5');
    // What a browser tells a field that stays the active one of a window that is left.
    await setpoint.dispatchEvent('blur');
    expect(await setpoint.inputValue()).toBe('0.5');
    await setpoint.press('Escape');
    await expect.poll(() => setpoint.inputValue()).toBe('0 V');
    await expectNothingSent(page);
  });

  it('when a field goes away in the middle of typing, for somebody changed what it depends on', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('somebody');
    await client.command('asg_setup', { channel: 'asg0', cycles_per_burst: 2, bursts: 3 });
    const page = await rig.open();
    const bursts = moduleField(page, 'asg0', 'Bursts');
    await bursts.fill('40');
    await client.command('asg_setup', { channel: 'asg0', cycles_per_burst: 0 });
    await bursts.waitFor({ state: 'detached' });
    await expectNothingSent(page);
    expect((await client.command('asg_get', { channel: 'asg0' })).bursts).toBe(3);
  });

  it('when the worker was away in the middle of typing', async () => {
    await using folder = await temporaryFolder();
    const board = ['--simulate', 'unasked'];
    const first = await startWorker(folder.path, ...board);
    const { url, token } = first.line;
    await using pages = watchedPages(browser(), url, token);
    const page = await pages.open({ expectedProblems: NOBODY_LISTENS });
    const setpoint = moduleField(page, 'pid0', 'Setpoint');
    await setpoint.fill('0.5');
    first.process.kill('SIGKILL');
    await first.exited;
    await connection(page).filter({ hasText: 'worker lost' }).waitFor();
    await using _second = await startWorker(folder.path, '--port', new URL(url).port, ...board);
    await connection(page).filter({ hasText: 'live' }).waitFor();
    await expect.poll(() => setpoint.inputValue()).toBe('0 V');
    await setpoint.focus();
    await setpoint.blur();
    await expectNothingSent(page);
  });

  it('when the page is scrolled past a field that has the focus', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open();
    const amplitude = moduleField(page, 'asg0', 'Amplitude');
    await amplitude.focus();
    // Turns that follow one another without a pause, the first beside the field.
    await amplitude.evaluate((field) => {
      const turn = { deltaY: -120, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new WheelEvent('wheel', turn));
      for (let n = 0; n < 5; n += 1) field.dispatchEvent(new WheelEvent('wheel', turn));
    });
    await expectNothingSent(page);
  });
});
