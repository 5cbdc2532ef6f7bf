import type { Client } from '@pyrpl-mux/client';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { browserOfFile, openDashboard } from './rig/dashboard.ts';
import { enter } from './rig/modules.ts';
import { drawn, plot, scopePanel, snapshot } from './rig/scope-screen.ts';

const browser = browserOfFile();

/** A generator on OUT1, which is wired to IN1. */
async function startSine(client: Client, amplitude: number): Promise<void> {
  const wave = { waveform: 'sin', frequency: 10_000, amplitude, output_direct: 'out1' } as const;
  await client.command('asg_setup', { channel: 'asg0', ...wave, trigger_source: 'immediately' });
}

/** Traces of 1 ms, begun where a sine of 0.5 V rises through 0 V. */
const TRIGGERED = { decimation: 8, trigger_source: 'ch1_positive_edge', threshold: 0 } as const;

async function columns(page: Page, colour: '--ch1' | '--ch2'): Promise<number> {
  return (await drawn(page, colour)).columns;
}

describe('the oscilloscope of the dashboard', () => {
  it('says that nobody has chosen a trigger, begins with one press, and draws the board’s signal', async () => {
    await using rig = await openDashboard(browser());
    const page = await rig.open();
    const client = await rig.client('generator');
    await startSine(client, 0.5);
    await client.command('scope_setup', { decimation: 8, input1: 'in1', input2: 'asg1' });
    const start = scopePanel(page).getByRole('button', { name: 'Start with trigger “immediately”' });
    await start.click();
    await start.waitFor({ state: 'detached' });
    await expect.poll(() => columns(page, '--ch1')).toBeGreaterThan(0.8);
    await scopePanel(page)
      .getByText(/\d+ traces\/s/)
      .waitFor();
    await scopePanel(page).getByRole('button', { name: /^Ch 1/ }).click();
    await expect.poll(() => columns(page, '--ch1')).toBe(0);
    expect(await columns(page, '--ch2')).toBeGreaterThan(0.8);
  });

  it('stops, runs and shows single traces on this page alone: others go on', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('generator');
    await startSine(client, 0.5);
    await client.command('scope_setup', TRIGGERED);
    const page = await rig.open();
    const other = await rig.openTab(page);
    const viewers = async (): Promise<number> => (await client.command('status')).stream.viewers;
    await page.bringToFront();
    await expect.poll(() => columns(page, '--ch1')).toBeGreaterThan(0.8);
    await expect.poll(viewers).toBe(2);

    await scopePanel(page).getByRole('button', { name: 'Stop' }).click();
    await expect.poll(viewers, { message: 'a page that has stopped is sent nothing' }).toBe(1);
    const kept = await snapshot(page);
    await client.command('asg_set_amplitude', { channel: 'asg0', value: 0.2 });
    const seen = await snapshot(other);
    await expect.poll(() => snapshot(other)).not.toBe(seen);
    expect(await snapshot(page)).toBe(kept);

    await scopePanel(page).getByRole('button', { name: 'Single' }).click();
    await expect.poll(() => snapshot(page)).not.toBe(kept);
    await scopePanel(page).getByRole('button', { name: 'Stop', pressed: true }).waitFor();
    await expect.poll(viewers).toBe(1);

    await scopePanel(page).getByRole('heading', { name: 'Oscilloscope' }).click();
    await page.keyboard.press('Space');
    await scopePanel(page).getByRole('button', { name: 'Run', pressed: true }).waitFor();
    await expect.poll(viewers).toBe(2);
  });

  it('while it waits for its trigger: says for what, and the level can be dragged until the trace comes; everybody sees the level', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('generator');
    await startSine(client, 0.5);
    await client.command('scope_setup', TRIGGERED);
    const page = await rig.open();
    const other = await rig.openTab(page);
    await page.bringToFront();
    const level = scopePanel(page).getByRole('slider', { name: 'Trigger level' });
    await level.waitFor();
    await client.command('scope_setup', { threshold: 0.9 });
    const waits = scopePanel(page).getByRole('status', { name: 'Scope' }).filter({ hasText: 'waiting' });
    await waits.waitFor();
    const before = await snapshot(page);

    const handle = await level.boundingBox();
    const area = await plot(page).boundingBox();
    if (handle === null || area === null) throw new Error('There is no plot, or no handle.');
    await page.mouse.move(handle.x + handle.width / 2, handle.y + handle.height / 2);
    await page.mouse.down();
    await page.mouse.move(handle.x + handle.width / 2, area.y + 0.45 * area.height, { steps: 10 });
    await waits.waitFor({ state: 'detached' });
    await expect
      .poll(() => snapshot(page), { message: 'traces come while it is still held' })
      .not.toBe(before);
    await page.mouse.up();

    const shown = async (): Promise<number> => Number(await level.getAttribute('aria-valuenow'));
    const onBoard = async (): Promise<number> => (await client.command('scope_get', {})).threshold;
    await expect.poll(async () => Math.abs((await shown()) - (await onBoard()))).toBeLessThan(1e-3);
    expect(Math.abs(await onBoard())).toBeLessThan(0.45);
    const text = await scopePanel(page).getByLabel('Level', { exact: true }).inputValue();
    await expect.poll(() => scopePanel(other).getByLabel('Level', { exact: true }).inputValue()).toBe(text);
  });

  it('is set from the page: the board has it, and the page shows what was read back', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('watcher');
    const page = await rig.open();
    const panel = scopePanel(page);
    await panel.getByLabel('Time per division').selectOption({ label: '13.4 ms/div' });
    await expect.poll(async () => (await client.command('scope_get', {})).decimation).toBe(1024);
    await panel.getByLabel('Source').selectOption('ch2_negative_edge');
    await panel.getByLabel('Level', { exact: true }).fill('125 m');
    await panel.getByLabel('Level', { exact: true }).press('Enter');
    await panel.getByLabel('Delay').fill('200 us');
    await panel.getByLabel('Delay').press('Enter');
    await panel.getByLabel('Channel 1').selectOption('asg1');
    await expect
      .poll(() => client.command('scope_get', {}))
      .toMatchObject({ trigger_source: 'ch2_negative_edge', threshold: 0.125, input1: 'asg1' });
    // The delay counts samples of the trace.
    await expect.poll(() => panel.getByLabel('Delay').inputValue()).toBe('196.608 µs');
    expect((await client.command('scope_get', {})).trigger_delay).toBeCloseTo(196.608e-6, 12);
    await client.command('scope_setup', { decimation: 8 });
    await expect.poll(() => panel.getByLabel('Time per division').inputValue()).toBe('8');
  });

  it('averages, of the board’s samples and of traces, and its axis is as tall as chosen', async () => {
    await using rig = await openDashboard(browser());
    const client = await rig.client('generator');
    await startSine(client, 0.5);
    await client.command('scope_setup', { ...TRIGGERED, average: false });
    const page = await rig.open();
    const panel = scopePanel(page);
    const onBoard = () => client.command('scope_get', {});
    const height = async (): Promise<number> => (await drawn(page, '--ch1')).height;
    await panel.getByLabel('Average samples').check();
    await expect.poll(async () => (await onBoard()).average).toBe(true);
    await enter(panel.getByLabel('Hysteresis'), '20 m');
    await expect.poll(async () => (await onBoard()).hysteresis).toBeCloseTo(0.02, 3);
    await expect.poll(() => panel.getByLabel('Hysteresis').inputValue()).toMatch(/^(20|19\.9|20\.0)\d* mV$/);

    // A sine of 0.5 V reaches beyond five divisions of 50 mV, and is near the middle of those of 500 mV.
    await panel.getByLabel('Volts per division').selectOption({ label: '50 mV/div' });
    await expect.poll(height).toBeGreaterThan(0.7);
    await panel.getByLabel('Volts per division').selectOption({ label: '500 mV/div' });
    await expect.poll(height).toBeLessThan(0.4);

    await enter(panel.getByLabel('Average traces'), '8');
    await panel.getByText('running mean of 8').waitFor();
    await expect.poll(() => columns(page, '--ch1')).toBeGreaterThan(0.8);
    // The mean of traces that begin anywhere is flat.
    await client.command('scope_setup', { trigger_source: 'immediately' });
    await enter(panel.getByLabel('Average traces'), '64');
    await expect.poll(height).toBeLessThan(0.2);
  });
});
