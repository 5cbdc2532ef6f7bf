import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';

const browser = browserOfFile();

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
