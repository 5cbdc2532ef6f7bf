import type { Locator, Page } from 'playwright-core';

/** The panel of the oscilloscope. */
export function scopePanel(page: Page): Locator {
  return page.getByRole('region', { name: 'Oscilloscope' });
}

/** The picture of the traces. */
export function plot(page: Page): Locator {
  return scopePanel(page).getByRole('img', { name: /^Voltage over time|^No trace/ });
}

/** Where there is the colour of a channel in the picture. */
interface Drawn {
  /** Share of the columns that have it: nearly 1 where a trace goes over the whole width. */
  readonly columns: number;
  /** Height of what has it, as a share of the picture's. */
  readonly height: number;
}

/** Looks for a channel in the picture as it is now. */
export async function drawn(page: Page, colour: '--ch1' | '--ch2'): Promise<Drawn> {
  return await plot(page).evaluate((canvas, name) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('The plot is no canvas.');
    const { width, height } = canvas;
    const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (copy === null) throw new Error('There is no canvas for a copy.');
    copy.drawImage(canvas, 0, 0);
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const wanted = (/\d+, \d+, \d+/.exec(getComputedStyle(probe).color)?.[0] ?? '').split(', ').map(Number);
    probe.remove();
    const { data } = copy.getImageData(0, 0, width, height);
    // Of a line's smoothed edge.
    const OPAQUE = 64;
    // A thin line lets something of what it crosses through; colours of other things are farther away.
    const ALIKE = 45;
    const columns = new Set<number>();
    const rows = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      const isWanted = wanted.every((value, n) => Math.abs((data[at + n] ?? 0) - value) < ALIKE);
      if (!isWanted || (data[at + 3] ?? 0) <= OPAQUE) continue;
      columns.add((at / 4) % width);
      rows.add(Math.floor(at / 4 / width));
    }
    const reach = rows.size === 0 ? 0 : Math.max(...rows) - Math.min(...rows) + 1;
    return { columns: columns.size / width, height: reach / height };
  }, colour);
}

/** A picture of the picture, to see whether it changed. */
export async function snapshot(page: Page): Promise<string> {
  return await plot(page).evaluate((canvas) =>
    canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : '',
  );
}
