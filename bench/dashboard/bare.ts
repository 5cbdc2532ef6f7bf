import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { openPage } from '../../e2e/dashboard/rig/browser.ts';
import { percentile } from '../report.ts';
import { startLineProcess } from './line-process.ts';
import { clockLead } from './page-probe.ts';

const started = z.object({ port: z.number() });

/** What a browser does with the same bytes and no page. Times are in ms, rates per second. */
export interface BareFigures {
  /** Frames of the display per second. */
  readonly displayRate: number;
  /** Frames of the WebSocket per second of the slowest page. */
  readonly fps: number;
  /** From the sending to the next frame of the display. */
  readonly age: readonly [p50: number, p95: number];
}

/** Runs in the page: what comes and when, over some seconds. */
async function listen({ url, seconds }: { readonly url: string; readonly seconds: number }): Promise<{
  readonly ages: readonly number[];
  readonly displayFrames: number;
}> {
  const now = (): number => performance.timeOrigin + performance.now();
  const ages: number[] = [];
  let [displayFrames, newest, isOver] = [0, Number.NaN, false];
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('message', ({ data }) => {
    newest = new DataView(data).getFloat64(0, true);
  });
  let begun = Number.NaN;
  const frame = (): void => {
    displayFrames++;
    // Drawn in one frame of the display, seen at the beginning of the next: as the page is measured.
    if (!Number.isNaN(begun)) ages.push(now() - begun);
    begun = newest;
    newest = Number.NaN;
    if (!isOver) requestAnimationFrame(frame);
  };
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  requestAnimationFrame(frame);
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  isOver = true;
  socket.close();
  return { ages, displayFrames };
}

/** Lets empty pages receive frames of so many bytes, 60 a second. */
export async function bareFigures(
  browser: Browser,
  tabs: number,
  bytes: number,
  seconds: number,
): Promise<BareFigures> {
  await using server = await startLineProcess('bare-broadcast.ts', String(Math.round(bytes)), '60');
  const { port } = started.parse(server.first);
  await using stack = new AsyncDisposableStack();
  const pages: Page[] = [];
  for (let tab = 0; tab < tabs; tab += 1) {
    const { page } = await openPage(browser);
    stack.defer(() => page.context().close());
    await page.goto(`http://127.0.0.1:${port}/`);
    pages.push(page);
  }
  const leads = await Promise.all(pages.map(clockLead));
  const url = `ws://127.0.0.1:${port}/`;
  const results = await Promise.all(pages.map((page) => page.evaluate(listen, { url, seconds })));
  const ages = results.flatMap((result, tab) => result.ages.map((age) => age - (leads[tab] ?? 0)));
  return {
    displayRate: Math.min(...results.map(({ displayFrames }) => displayFrames / seconds)),
    fps: Math.min(...results.map((result) => result.ages.length / seconds)),
    age: [percentile(ages, 0.5), percentile(ages, 0.95)],
  };
}
