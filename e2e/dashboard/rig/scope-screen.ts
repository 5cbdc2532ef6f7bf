import type { Locator, Page } from 'playwright-core';

/** The panel of the oscilloscope. */
export function scopePanel(page: Page): Locator {
  return page.getByRole('region', { name: 'Oscilloscope' });
}

/** The picture of the traces. */
export function plot(page: Page): Locator {
  return scopePanel(page).getByRole('img', { name: /^Voltage over time|^No trace/ });
}

/**
 * Share of the picture's columns in which there is the colour of a channel: nearly 1 where its trace goes over the whole
 * width.
 */
export async function drawnShare(page: Page, colour: '--ch1' | '--ch2'): Promise<number> {
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
    let columns = 0;
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++) {
        const at = 4 * (y * width + x);
        const isWanted = wanted.every((value, n) => Math.abs((data[at + n] ?? 0) - value) < 12);
        if (isWanted && (data[at + 3] ?? 0) > OPAQUE) {
          columns++;
          break;
        }
      }
    }
    return columns / width;
  }, colour);
}

/** A picture of the picture, to see whether it changed. */
export async function snapshot(page: Page): Promise<string> {
  return await plot(page).evaluate((canvas) =>
    canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : '',
  );
}
