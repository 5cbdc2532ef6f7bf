import type { Client } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';

const browser = browserOfFile();

/** A board with a lock and a generator. */
async function setUp(client: Client): Promise<void> {
  await client.command('asg_setup', { channel: 'asg0', waveform: 'sin', frequency: 1000, amplitude: 0.25 });
  await client.command('pid_configure', {
    ...{ channel: 'pid0', p: 0.5, setpoint: 0.125, input: 'in1', output_direct: 'out1' },
  });
}

describe('states on the dashboard', () => {
  it('are saved, compared with what the board has now, and restored after what would change was shown', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('somebody');
    await setUp(client);
    const page = await rig.open({ part: '#states' });
    await page.getByLabel('Name', { exact: true }).fill('locked');
    await page.getByLabel('Note', { exact: true }).fill('before the scan');
    await page.getByRole('button', { name: 'Save all settings' }).click();
    const row = page.getByRole('row', { name: /locked/ }).filter({ hasText: 'before the scan' });
    await row.waitFor();

    await client.command('pid_set_setpoint', { channel: 'pid0', value: 0.5 });
    await client.command('asg_set_amplitude', { channel: 'asg0', value: 0.75 });
    await row.getByRole('button', { name: /^Compare/ }).click();
    const comparison = page.getByRole('region', { name: /locked.* and the board now/ });
    const setpoint = comparison.getByRole('row').filter({ hasText: 'setpoint' });
    await setpoint.filter({ hasText: '125 mV' }).filter({ hasText: '500 mV' }).waitFor();
    await comparison
      .getByRole('row')
      .filter({ hasText: 'amplitude' })
      .filter({ hasText: '750 mV' })
      .waitFor();

    await comparison.getByLabel('Restore asg0').uncheck();
    await comparison.getByRole('button', { name: 'Show what restoring would write' }).click();
    const preview = page.getByRole('region', { name: 'Restoring would write, in this order' });
    const change = preview.getByRole('row').filter({ hasText: 'setpoint' });
    await change.filter({ hasText: '500 mV' }).filter({ hasText: '125 mV' }).waitFor();
    expect(await client.command('pid_get_setpoint', { channel: 'pid0' }), 'nothing was written yet').toBe(
      0.5,
    );

    await preview.getByRole('button', { name: 'Restore these' }).click();
    await expect.poll(() => client.command('pid_get_setpoint', { channel: 'pid0' })).toBe(0.125);
    expect((await client.command('asg_get', { channel: 'asg0' })).amplitude, 'it was left out').toBe(0.75);
    expect((await client.command('pid_get', { channel: 'pid0' })).output_direct).toBe('out1');
  });

  it('are not replaced by accident, and a page that may only look saves none', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('somebody');
    await client.command('state_save', { name: 'mine', note: 'the first' });
    const page = await rig.open({ part: '#states' });
    await page.getByRole('row', { name: /mine/ }).waitFor();
    const save = page.getByRole('button', { name: 'Save all settings' });
    await page.getByLabel('Name', { exact: true }).fill('mine');
    await save.click();
    const replace = page.getByLabel('Replace the state of that name');
    expect(await replace.evaluate((box) => box.matches(':invalid')), 'it has to be ticked first').toBe(true);
    const saved = async () => (await client.command('state_list', {})).states;
    expect(await saved()).toMatchObject([{ name: 'mine', note: 'the first' }]);
    await replace.check();
    await page.getByLabel('Note', { exact: true }).fill('the second');
    await save.click();
    await expect.poll(saved).toMatchObject([{ name: 'mine', note: 'the second' }]);

    const viewer = await rig.open({ as: 'view', part: '#states' });
    await viewer.getByRole('row', { name: /mine/ }).waitFor();
    expect(await viewer.getByRole('button', { name: 'Save all settings' }).isDisabled()).toBe(true);
  });
});
