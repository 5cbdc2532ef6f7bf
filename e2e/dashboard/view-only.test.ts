import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';
import { moduleField } from './rig/modules.ts';

const browser = browserOfFile();

/** Fields of how this page shows the traces, which nobody else sees. */
const OWN_VIEW = ['Volts per division', 'Average traces', 'Zoom'];

/** Sends a command past the page's own guard, over a WebSocket with the page's cookie; resolves with its answer. */
function sendBare(request: object): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(location.origin.replace('http', 'ws'));
    let isGreeting = true;
    socket.addEventListener('message', ({ data }) => {
      if (isGreeting) socket.send(JSON.stringify(request));
      else resolve(String(data));
      isGreeting = false;
    });
    socket.addEventListener('close', () => resolve('closed'));
  });
}

describe('a link to look only', () => {
  it('shows what happens and lets nothing be changed', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open({ as: 'view' });
    await page.getByText('view only').waitFor();
    const client = await rig.client('the operator');
    await client.command('pid_set_setpoint', { channel: 'pid0', value: 0.25 });
    const setpoint = moduleField(page, 'pid0', 'Setpoint');
    await expect.poll(() => setpoint.inputValue()).toBe('250 mV');

    const steering = page
      .getByRole('main')
      .locator('input.value, select.value')
      .and(page.locator(':enabled'));
    const names = await steering.evaluateAll((fields) =>
      fields.map((field) =>
        field instanceof HTMLInputElement || field instanceof HTMLSelectElement
          ? field.labels?.[0]?.textContent
          : null,
      ),
    );
    expect(
      names.filter((name) => !OWN_VIEW.includes(name ?? '')),
      'can be changed by who may only look',
    ).toEqual([]);
    expect(await page.getByRole('button', { name: 'Outputs off' }).isDisabled()).toBe(true);
    await page.keyboard.press('Control+.');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('is kept by the worker, not by the page: what goes past its guard is forbidden and not done', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open({ as: 'view' });
    const client = await rig.client('the operator');
    await client.command('pid_set_setpoint', { channel: 'pid1', value: 0.125 });
    for (const [command, params] of [
      ['pid_set_setpoint', { channel: 'pid1', value: 0.5 }],
      ['outputs_off', {}],
      ['shutdown', {}],
      ['state_save', { name: 'mine' }],
    ] as const) {
      const answer: unknown = JSON.parse(await page.evaluate(sendBare, { command, params, id: 1 }));
      expect(answer, command).toMatchObject({
        status: 'error',
        id: 1,
        error: { code: 'forbidden', effect: 'none' },
      });
    }
    expect(await client.command('pid_get_setpoint', { channel: 'pid1' })).toBe(0.125);
    expect(
      await page.evaluate(sendBare, { command: 'pid_get', params: { channel: 'pid1' }, id: 2 }),
    ).toContain('"status":"ok"');
    const link = await page.context().request.get(`${page.url().replace(/[?#].*$/, '')}view-link`);
    expect(link.status()).toBe(403);
  });
});
