import type { Page } from 'playwright-core';

/** A trace that came to a page. Times are ms since 1970 by the page's clock. */
interface Came {
  /** Clock cycle of its trigger. */
  readonly cycle: number;
  /** When its frame came to the page. */
  readonly arrived: number;
}

/** A trace that reached the pixels of a page. */
export interface DrawnTrace extends Came {
  /** The beginning of the display's next frame after the one in which it was drawn: by then it was handed over. */
  readonly shown: number;
}

/** What a page did since it was asked last. */
export interface PageActivity {
  readonly drawn: readonly DrawnTrace[];
  /** Frames of traces that came. */
  readonly frames: number;
  /** Bytes of these. */
  readonly bytes: number;
  /** Frames of the display. */
  readonly displayFrames: number;
}

/**
 * Runs in the page before its own scripts. It knows nothing of how the page is made: it looks at the frames that its
 * WebSocket brings, at the frames of the display, and at whether a large canvas was drawn on in them.
 */
function installProbe(): void {
  const CYCLES_PER_SECOND = 125e6;
  const WIDE = 300;
  const now = (): number => performance.timeOrigin + performance.now();
  let drawn: DrawnTrace[] = [];
  let [frames, bytes, displayFrames] = [0, 0, 0];
  let newest: Came | null = null;
  let begun: Came | null = null;
  let isDrawn = false;

  const NativeSocket = WebSocket;
  const listen = (data: unknown): void => {
    if (!(data instanceof ArrayBuffer)) return;
    const length = new DataView(data).getUint32(0, true);
    const time = /"trigger_time":([-+\d.e]+)/i.exec(
      new TextDecoder().decode(new Uint8Array(data, 4, length)),
    )?.[1];
    if (time === undefined) return;
    frames++;
    bytes += data.byteLength;
    newest = { cycle: Math.round(Number(time) * CYCLES_PER_SECOND), arrived: now() };
  };
  window.WebSocket = class extends NativeSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => listen(data));
    }
  };

  const stroke: unknown = Reflect.get(CanvasRenderingContext2D.prototype, 'stroke');
  CanvasRenderingContext2D.prototype.stroke = function (...args: unknown[]): void {
    if (this.canvas.width > WIDE) isDrawn = true;
    if (typeof stroke === 'function') Reflect.apply(stroke, this, args);
  };

  const frame = (): void => {
    displayFrames++;
    if (isDrawn && begun !== null && drawn.at(-1)?.cycle !== begun.cycle)
      drawn.push({ ...begun, shown: now() });
    isDrawn = false;
    begun = newest;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  Object.assign(window, {
    probe: (): PageActivity => {
      const activity = { drawn, frames, bytes, displayFrames };
      drawn = [];
      [frames, bytes, displayFrames] = [0, 0, 0];
      return activity;
    },
  });
}

/** Puts the probe into every document that a page opens from now on. */
export async function probePage(page: Page): Promise<void> {
  await page.addInitScript(installProbe);
}

/** What a page did since it was asked last. */
export async function pageActivity(page: Page): Promise<PageActivity> {
  return await page.evaluate('window.probe()');
}

/** How far a page's clock is ahead of this process's [ms]. */
export async function clockLead(page: Page): Promise<number> {
  let best = { width: Number.POSITIVE_INFINITY, lead: 0 };
  for (let n = 0; n < 20; n += 1) {
    const before = performance.timeOrigin + performance.now();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    const after = performance.timeOrigin + performance.now();
    if (after - before < best.width) best = { width: after - before, lead: there - (before + after) / 2 };
  }
  return best.lead;
}
