import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';
import { connection, situation } from './rig/dashboard-page.ts';
import { enter, moduleField, volts } from './rig/modules.ts';

const browser = browserOfFile();

describe('a page among others', () => {
  it('gives a link that lets look only, and a way out of the browser it is in', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByRole('button', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog', { name: 'A link to look only' });
    const link = await dialog.getByLabel('Link to look only').inputValue();
    expect(link).not.toContain(rig.worker.line.token);
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await dialog.getByText('Copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);

    const guest = await rig.open({ as: 'stranger' });
    await guest.goto(link);
    await connection(guest).filter({ hasText: 'live' }).waitFor();
    await guest.getByText('view only').waitFor();
    expect(await guest.getByRole('button', { name: 'Share' }).isDisabled()).toBe(true);
    await guest.reload();
    await guest.getByText('view only').waitFor();

    const tab = await rig.openTab(page);
    await tab.getByRole('button', { name: 'Share' }).click();
    await tab.getByRole('button', { name: 'Log this browser out' }).click();
    await situation(tab).getByLabel('Token').waitFor();
    expect((await page.context().cookies()).map(({ value }) => value)).toEqual([]);
    await connection(guest).filter({ hasText: 'live' }).waitFor();
  });

  it('where two operators turn the same knob, both see what the board has', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('watcher');
    const pages = await Promise.all([rig.open(), rig.open()]);
    const setpoints = pages.map((page) => moduleField(page, 'pid0', 'Setpoint'));
    for (let round = 1; round <= 3; round += 1)
      await Promise.all(
        setpoints.map((setpoint, operator) => enter(setpoint, `${100 * round + 10 * operator} m`)),
      );
    await expect
      .poll(async () => {
        const onBoard = await client.command('pid_get_setpoint', { channel: 'pid0' });
        const shown = await Promise.all(setpoints.map(async (one) => volts(await one.inputValue())));
        return shown.map((one) => Math.abs(one - onBoard) < 1e-3);
      })
      .toEqual([true, true]);
    expect([0.3, 0.31]).toContainEqual(
      expect.closeTo(await client.command('pid_get_setpoint', { channel: 'pid0' }), 3),
    );
  });
});
