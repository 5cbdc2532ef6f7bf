import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { temporaryFolder } from '../rig/program.ts';
import { browserOfFile, type DashboardRig, openDashboard } from './rig/dashboard.ts';
import { runPython } from './rig/python.ts';
import { plot, scopePanel } from './rig/scope-screen.ts';

const browser = browserOfFile();

const FREQUENCY = 10_000;
const AMPLITUDE = 0.5;

/** A page that shows 10.5 periods of a sine of 0.5 V. */
async function openWithSine(rig: DashboardRig): Promise<Page> {
  const client = await rig.client('generator');
  const wave = { waveform: 'sin', frequency: FREQUENCY, amplitude: AMPLITUDE, offset: 0.1 } as const;
  await client.command('asg_setup', {
    channel: 'asg0',
    ...wave,
    output_direct: 'out1',
    trigger_source: 'immediately',
  });
  await client.command('scope_setup', {
    decimation: 8,
    trigger_source: 'ch1_positive_edge',
    threshold: 0.1,
    input1: 'in1',
    input2: 'asg0',
  });
  const page = await rig.open();
  await scopePanel(page).getByRole('slider', { name: 'Trigger level' }).waitFor();
  return page;
}

/** A readout as the page has it, in its unit. */
async function readout(page: Page, list: string, name: string): Promise<number> {
  const value = page
    .getByLabel(list, { exact: true })
    .locator('div')
    .filter({
      has: page.getByRole('term').getByText(name, { exact: true }),
    });
  const text = (await value.getByRole('definition').textContent()) ?? '';
  const [number = '', unit = ''] = text.split(' ');
  const factor =
    new Map([
      ['m', 1e-3],
      ['µ', 1e-6],
      ['k', 1e3],
    ]).get(unit.charAt(0)) ?? 1;
  return Number(number) * (unit.length > 1 ? factor : 1);
}

/** Presses an export button and keeps the file. */
async function exported(page: Page, format: 'CSV' | 'NPY' | 'PNG', folder: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: format, exact: true }).click();
  const file = await download;
  const path = join(await mkdtemp(join(folder, 'export-')), file.suggestedFilename());
  await file.saveAs(path);
  return path;
}

/** Opens a file as a browser opens a picture: its width and height. */
async function pictureSize(page: Page, file: Buffer): Promise<readonly number[]> {
  return await page.evaluate(async (bytes) => {
    const { width, height } = await createImageBitmap(new Blob([Uint8Array.from(bytes)]));
    return [width, height];
  }, Array.from(file));
}

const NUMPY = `
import json, sys
import numpy as np

csv = np.genfromtxt(sys.argv[1], delimiter=",")
npy = np.load(sys.argv[2])
time, ch1, ch2 = npy
json.dump(
    {
        "shapes": [csv.shape, npy.shape],
        "same": float(np.abs(csv.T - npy).max()),
        "step": float(np.diff(time).mean()),
        "peak": [float(ch1.max()), float(ch1.min())],
        "off": float(np.abs(ch1 - 0.1 - 0.5 * np.sin(2 * np.pi * 10_000 * time)).max()),
    },
    sys.stdout,
)
`;

const inNumpy = z.object({
  shapes: z.tuple([z.tuple([z.number(), z.number()]), z.tuple([z.number(), z.number()])]),
  same: z.number(),
  step: z.number(),
  peak: z.tuple([z.number(), z.number()]),
  off: z.number(),
});

describe('what is read off a trace', () => {
  it('measurements and cursors agree with the generator', async () => {
    await using rig = await openDashboard(browser());
    const page = await openWithSine(rig);
    const measured = (name: string) => readout(page, 'Measurements of channel 1', name);
    await expect.poll(async () => Math.abs((await measured('Frequency')) - FREQUENCY)).toBeLessThan(20);
    expect(Math.abs((await measured('Vpp')) - 2 * AMPLITUDE)).toBeLessThan(0.01);
    expect(Math.abs((await measured('Max')) - 0.1 - AMPLITUDE)).toBeLessThan(0.01);
    // Half a period more or less of the trace moves the mean by a few percent.
    expect(Math.abs((await measured('Mean')) - 0.1)).toBeLessThan(0.03);
    expect(Math.abs((await measured('RMS (AC)')) - AMPLITUDE / Math.SQRT2)).toBeLessThan(0.02);

    await page.getByRole('button', { name: 'Time cursors' }).click();
    const first = page.getByRole('slider', { name: 'Time cursor 1' });
    const second = page.getByRole('slider', { name: 'Time cursor 2' });
    await first.focus();
    const before = Number(await first.getAttribute('aria-valuenow'));
    await first.press('ArrowLeft');
    await expect.poll(async () => Number(await first.getAttribute('aria-valuenow'))).toBeLessThan(before);
    const handle = await second.boundingBox();
    if (handle === null) throw new Error('The second cursor is not to be seen.');
    const [x, y] = [handle.x + handle.width / 2, handle.y + handle.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 60, y, { steps: 4 });
    await page.mouse.up();
    const positions = async () => [
      Number(await first.getAttribute('aria-valuenow')),
      Number(await second.getAttribute('aria-valuenow')),
    ];
    const [left = 0, right = 0] = await positions();
    await expect
      .poll(async () => Math.abs((await readout(page, 'Time cursors', 'Δt')) - (right - left)))
      .toBeLessThan(1e-3 * Math.abs(right - left));
  });

  it('a spectrum has its peak at the generator’s frequency, as high as it is', async () => {
    await using rig = await openDashboard(browser());
    const page = await openWithSine(rig);
    await page.getByText('Spectrum', { exact: true }).click();
    const peak = page.getByText(/^Ch 1: .*dBV/);
    const text = (await peak.textContent())?.replace('\u2212', '-') ?? '';
    const [, level, kilohertz] = /(-[\d.]+) dBV.* ([\d.]+) kHz/.exec(text) ?? [];
    expect(Number(kilohertz)).toBeCloseTo(FREQUENCY / 1000, 0);
    expect(Number(level), 'its effective voltage in dB of 1 V').toBeCloseTo(-9.03, 0);
  });

  it('exports load in NumPy and hold the trace that was shown; the picture is one', async () => {
    await using rig = await openDashboard(browser());
    await using folder = await temporaryFolder();
    const page = await openWithSine(rig);
    await scopePanel(page).getByRole('button', { name: 'Stop' }).click();
    const csv = await exported(page, 'CSV', folder.path);
    const npy = await exported(page, 'NPY', folder.path);
    const seen = inNumpy.parse(JSON.parse(await runPython(NUMPY, csv, npy)));
    expect(seen.shapes).toEqual([
      [16_384, 3],
      [3, 16_384],
    ]);
    expect(seen.same).toBeLessThan(1e-8);
    expect(seen.step).toBeCloseTo(64e-9, 15);
    expect(seen.off, 'the sine of the generator, from the trigger on').toBeLessThan(0.02);

    const png = await readFile(await exported(page, 'PNG', folder.path));
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    const canvas = await plot(page).evaluate((shown) =>
      shown instanceof HTMLCanvasElement ? [shown.width, shown.height] : [],
    );
    const [width = 0, height = 0] = await pictureSize(page, png);
    expect(width).toBe(canvas[0]);
    expect(height, 'with a caption below').toBeGreaterThan((canvas[1] ?? 0) + 20);
    expect(png.length).toBeGreaterThan(5000);
  });
});
