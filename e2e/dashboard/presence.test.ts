import type { Client } from '@pyrpl-mux/client';
import type { CDPSession, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';
import { drawn, scopePanel } from './rig/scope-screen.ts';

const browser = browserOfFile();

/** Traces of 16384 points of two channels between two looks at a page's memory: 52 MB. */
const TRACES = 400;

/** Most that a page's memory may differ after them [bytes]. */
const SOME = 6_000_000;

/** Tells a page that its tab is behind another one, or in front again; Chromium without a window has all in front. */
async function hide(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate((isHidden) => {
    Object.defineProperty(document, 'hidden', { configurable: true, value: isHidden });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

/** What the scripts of a page keep [bytes]. */
async function memory(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
}

/** Traces of a generator, one after the other. */
async function showSine(client: Client): Promise<void> {
  const wave = { waveform: 'sin', frequency: 10_000, amplitude: 0.5, output_direct: 'out1' } as const;
  await client.command('asg_setup', { channel: 'asg0', ...wave, trigger_source: 'immediately' });
  await client.command('scope_setup', { decimation: 8, trigger_source: 'immediately' });
}

describe('a page that is open for long', () => {
  it('is sent no trace while nobody can see it, and goes on when it is seen again', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('watcher');
    await showSine(client);
    const page = await rig.open();
    const viewers = async (): Promise<number> => (await client.command('status')).stream.viewers;
    await expect.poll(viewers).toBe(1);
    await hide(page, true);
    await expect.poll(viewers).toBe(0);
    await hide(page, false);
    await expect.poll(viewers).toBe(1);
    await page.getByRole('link', { name: 'Activity' }).click();
    await expect.poll(viewers).toBe(0);
    await page.getByRole('link', { name: 'Bench' }).click();
    await expect.poll(viewers).toBe(1);
    await expect.poll(async () => (await drawn(page, '--ch1')).columns).toBeGreaterThan(0.8);
  });

  it('keeps nothing of the traces that it has shown', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('generator');
    await showSine(client);
    const page = await rig.open({ viewport: { width: 800, height: 600 } });
    let traces = 0;
    page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (payload.length > 100_000) traces += 1;
      }),
    );
    await page.reload();
    await scopePanel(page)
      .getByText(/[1-9]\d* traces\/s/)
      .waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    const untilTraces = (count: number) =>
      expect.poll(() => traces, { timeout: 120_000, interval: 200 }).toBeGreaterThan(count);
    await untilTraces(100);
    const before = await memory(session);
    await untilTraces(traces + TRACES);
    expect((await memory(session)) - before).toBeLessThan(SOME);
  });
});
