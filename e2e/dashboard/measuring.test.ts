import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';
import { moduleSection, volts } from './rig/modules.ts';

const browser = browserOfFile();

describe('values that the board measures', () => {
  it('of a demodulator, once or again and again, are the quadratures of the signal', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('generator');
    const sine = { waveform: 'sin', frequency: 100_000, amplitude: 0.5, output_direct: 'out1' } as const;
    await client.command('asg_setup', { channel: 'asg0', ...sine, trigger_source: 'immediately' });
    const { frequency } = await client.command('asg_get', { channel: 'asg0' });
    await client.command('iq_setup', { channel: 'iq1', input: 'in1', frequency, bandwidth: [5000, 5000] });
    const page = await rig.open();
    const section = moduleSection(page, 'iq1');
    await section.getByText('iq1', { exact: true }).click();
    await section.getByText('not measured yet').waitFor();
    await section.getByRole('button', { name: 'Measure' }).click();
    const magnitude = section
      .locator('dl div')
      .filter({ has: page.getByText('Magnitude', { exact: true }) })
      .getByRole('definition');
    await magnitude.waitFor();
    const shown = async (): Promise<number> => volts(await magnitude.textContent());
    expect(Math.abs((await shown()) - 0.5)).toBeLessThan(0.02);

    await section.getByLabel('Live').selectOption('5 times a second');
    await client.command('asg_set_amplitude', { channel: 'asg0', value: 0.25 });
    await expect.poll(async () => Math.abs((await shown()) - 0.25)).toBeLessThan(0.01);
  });

  it('of every signal follow the board', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('generator');
    const page = await rig.open();
    const row = (signal: string) =>
      page
        .getByRole('region', { name: 'Signals now' })
        .getByRole('row')
        .filter({ has: page.getByRole('rowheader', { name: signal, exact: true }) });
    const value = async (signal: string): Promise<number> =>
      volts(await row(signal).getByRole('cell').first().textContent());
    await row('in1').scrollIntoViewIfNeeded();
    await expect.poll(async () => Math.abs(await value('in1'))).toBeLessThan(0.01);
    const level = { waveform: 'dc', amplitude: 0, offset: 0.5, output_direct: 'out1' } as const;
    await client.command('asg_setup', { channel: 'asg0', ...level, trigger_source: 'immediately' });
    for (const signal of ['asg0', 'out1', 'in1'])
      await expect
        .poll(async () => Math.abs((await value(signal)) - 0.5), { message: signal })
        .toBeLessThan(0.01);
  });
});
