import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';
import { enter, moduleField } from './rig/modules.ts';

const browser = browserOfFile();

const PYTHON = `from pyrpl_mux import connect

with connect() as client:
    client.command("pid_set_setpoint", channel="pid0", value=0.25)
`;

describe('the commands of a page as code', () => {
  it('say what they are before the first, and are copied and cleared', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open({ part: '#code', permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByText(/^Nothing yet\. Change a setting/).waitFor();
    const copy = page.getByRole('button', { name: 'Copy script' });
    expect(await copy.isDisabled()).toBe(true);

    await page.getByRole('link', { name: 'Bench' }).click();
    for (const volts of ['0.1', '0.25']) {
      await enter(moduleField(page, 'pid0', 'Setpoint'), volts);
      await expect
        .poll(() => moduleField(page, 'pid0', 'Setpoint').inputValue())
        .toBe(volts === '0.1' ? '100 mV' : '250 mV');
    }
    await page.getByRole('link', { name: 'Code' }).click();
    await copy.click();
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(clipboard).toBe(PYTHON);

    await page.getByLabel('Language').selectOption('Command line');
    await page.getByRole('button', { name: 'Copy pid_set_setpoint' }).click();
    await expect.poll(clipboard).toBe('npx pyrpl-mux call pid_set_setpoint channel=pid0 value=0.25');

    await page.getByLabel('Only the last of those that overwrite each other').uncheck();
    await expect.poll(() => page.getByRole('button', { name: 'Copy pid_set_setpoint' }).count()).toBe(2);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText(/^Nothing yet\./).waitFor();
  });

  it('are shown to be copied by hand where the browser does not let a page copy', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open();
    await enter(moduleField(page, 'pid0', 'Setpoint'), '0.25');
    await page.getByRole('link', { name: 'Code' }).click();
    // What a page from another computer without https has.
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.getByRole('button', { name: 'Copy script' }).click();
    const code = page.getByRole('dialog', { name: 'Copy it by hand' }).getByLabel('Code');
    expect(await code.inputValue()).toBe(PYTHON);
    const selected = await code.evaluate((area) =>
      area instanceof HTMLTextAreaElement ? area.selectionEnd - area.selectionStart : null,
    );
    expect(selected).toBe(PYTHON.length);
    await page.keyboard.press('Escape');
    await expect.poll(() => code.count()).toBe(0);
  });
});
