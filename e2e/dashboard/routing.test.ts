import { describe, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';

const browser = browserOfFile();

describe('the picture of the signal routing', () => {
  it('follows the board: which module reads what, what sums into an output, and when the sum may saturate', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('somebody');
    const page = await rig.open({ part: '#routing' });
    const picture = page.getByRole('group', { name: 'Picture of the signal routing' });
    const box = (module: string) => picture.getByRole('link', { name: new RegExp(`^${module}`) });
    await box('pid1').filter({ hasText: 'no output' }).waitFor();

    await client.command('pid_configure', { channel: 'pid1', p: 0.5, input: 'iq0', output_direct: 'out2' });
    await box('pid1').filter({ hasText: 'reads iq0' }).filter({ hasText: 'to OUT2' }).waitFor();
    const sum = page.getByRole('region', { name: 'Sum of OUT1' });
    await sum.getByText('Nothing drives OUT1.').waitFor();

    const wave = { waveform: 'sin', frequency: 1000, amplitude: 0.5, output_direct: 'out1' } as const;
    await client.command('asg_setup', { channel: 'asg0', ...wave, trigger_source: 'immediately' });
    await sum.getByText('500 mV of headroom').waitFor();
    await client.command('asg_setup', { channel: 'asg1', ...wave, amplitude: 0.75 });
    await sum
      .getByText(/saturate/)
      .filter({ hasNotText: 'cannot' })
      .first()
      .waitFor();

    await box('asg1').click();
    await page.getByRole('region', { name: 'asg1', exact: true }).getByLabel('Frequency').waitFor();
  });
});
