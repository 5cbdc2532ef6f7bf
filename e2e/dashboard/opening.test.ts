import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { startRecordedBoard } from '../rig/recorded-board.ts';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';
import { connection, pageAddress, situation } from './rig/dashboard-page.ts';

const browser = browserOfFile();

/** The answer of the worker to a form without a right token, which Chromium reports on its console. */
const REFUSED = /status of 401/;

/** Registers of the scope: a page that shows traces arms it. */
const isScope = (address: number): boolean => address >>> 20 === 0x401;

/** Everything that scripts of the page could read of what opens the worker. */
async function readableByScripts(page: Page): Promise<string> {
  const stored = await page.evaluate(() =>
    JSON.stringify([
      document.cookie,
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      location.href,
      document.referrer,
    ]),
  );
  return `${stored} ${await page.content()}`;
}

describe('opening the dashboard', () => {
  it('by the link with the token shows the board, live, and no script can read what opens the worker', async () => {
    await using rig = await openDashboard(browser());
    const { url, token } = rig.worker.line;
    const page = await rig.open();
    expect(page.url()).toBe(pageAddress(url));
    await page.getByRole('heading', { level: 1 }).filter({ hasText: 'sim:dashboard' }).waitFor();

    const cookies = await page.context().cookies();
    expect(cookies).toHaveLength(1);
    expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    const readable = await readableByScripts(page);
    expect(readable).not.toContain(token);
    expect(readable).not.toContain(cookies[0]?.value);
    expect(cookies[0]?.value).not.toContain(token);

    await page.reload();
    await connection(page).filter({ hasText: 'live' }).waitFor();
  });

  it('without a token asks for it with a sentence, refuses a wrong one with a sentence, and opens with the right one', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open({ as: 'stranger', expectedProblems: REFUSED });
    const asked = situation(page);
    await asked.getByText('pyrpl-mux open').waitFor();
    await connection(page).filter({ hasText: 'not admitted' }).waitFor();

    await page.getByLabel('Token').fill('guess');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await asked.getByRole('alert').filter({ hasText: 'The token is wrong.' }).waitFor();

    await page.getByLabel('Token').fill(rig.worker.line.token);
    await page.getByLabel('Token').press('Enter');
    await connection(page).filter({ hasText: 'live' }).waitFor();
    expect(await readableByScripts(page)).not.toContain(rig.worker.line.token);
  });

  it('by a link with a wrong token asks for the right one', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open({ as: 'stranger', expectedProblems: REFUSED });
    await page.goto(`${pageAddress(rig.worker.line.url)}?token=guess`);
    await situation(page).getByText('token').first().waitFor();
    await page.getByLabel('Token').fill(rig.worker.line.token);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await connection(page).filter({ hasText: 'live' }).waitFor();
  });

  it('"Opening the page never changes an output": no register but the scope’s is written by pages that open, reload and close', async () => {
    await using recorded = await startRecordedBoard();
    const board = ['--host', '127.0.0.1', '--board-port', String(recorded.board.port)];
    await using rig = await openDashboard(browser(), ...board);
    const page = await rig.open();
    const before = recorded.writes.length;
    for (const part of ['#routing', '#activity', '#states', '#code', '#bench']) {
      await page.goto(`${pageAddress(rig.worker.line.url)}${part}`);
      await page.reload();
      await connection(page).filter({ hasText: 'live' }).waitFor();
    }
    await page.context().close();
    const written = recorded.writes.slice(before).map(({ address }) => address);
    expect(written.filter((address) => !isScope(address))).toEqual([]);
  });

  it('is not possible for a page from elsewhere, which has the browser’s cookie but not the worker’s origin', async () => {
    await using rig = await openDashboard(browser());
    const { url } = rig.worker.line;
    const elsewhere = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html');
      response.end(`<!doctype html><iframe src="${pageAddress(url)}"></iframe>`);
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    try {
      const address = elsewhere.address();
      if (address === null || typeof address === 'string') throw new Error('The system names no port.');
      const page = await rig.open({
        expectedProblems: /X-Frame-Options|frame-ancestors|favicon|ERR_BLOCKED_BY_RESPONSE|403/,
      });
      await page.goto(`http://127.0.0.1:${address.port}/`);
      const admitted = await page.evaluate(
        (worker) =>
          new Promise((resolve) => {
            const socket = new WebSocket(worker);
            socket.addEventListener('message', ({ data }) => resolve(data));
            socket.addEventListener('close', () => resolve('refused'));
          }),
        url,
      );
      expect(admitted).toBe('refused');
      const framed = page.frames().find((frame) => frame !== page.mainFrame());
      expect(framed?.url(), 'what Chromium shows in place of a frame that it refuses').toMatch(
        /^chrome-error:/,
      );
    } finally {
      elsewhere.close();
    }
  });
});
