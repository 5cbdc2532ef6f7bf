import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { openPage } from '../../e2e/dashboard/rig/browser.ts';
import { connection, pageAddress } from '../../e2e/dashboard/rig/dashboard-page.ts';
import { percentile } from '../report.ts';
import { type LineProcess, startLineProcess } from './line-process.ts';
import { clockLead, type DrawnTrace, pageActivity, probePage } from './page-probe.ts';
import { browserSeconds, mainThread, processSeconds } from './processor-time.ts';

/** Most traces per second that viewers by protocol want, in turn: a phone, a logger, a second display. */
const RATES = [5, 10, 15, 20, 30, 60];

const readouts = z.array(z.object({ cycle: z.number(), read: z.number(), sinceTrigger: z.number() }));
const counts = z.array(z.number());

/** What is looked at: a worker, and the board behind it. */
export interface Bench {
  readonly browser: Browser;
  readonly url: string;
  readonly token: string;
  readonly workerPid: number;
  readonly board: LineProcess;
}

/** Figures of some viewers at once. Times are in ms, rates per second, shares of one processor. */
export interface ViewerFigures {
  /** Traces drawn per second by the slowest page. */
  readonly fps: number;
  /** Frames of the display per second in the same page, drawn on or not. */
  readonly displayRate: number;
  /** From the trigger, by the board's clock, to the pixels. */
  readonly sinceTrigger: readonly [p50: number, p95: number];
  /** From the first word that was read at the board to the pixels. */
  readonly sinceRead: readonly [p50: number, p95: number];
  /** From the page's WebSocket to the pixels. */
  readonly sinceArrival: readonly [p50: number, p95: number];
  readonly bytesPerFrame: number;
  readonly workerShare: number;
  /** Of the busiest page's main thread. */
  readonly pageShare: number;
  /** Of all processes of the browser. */
  readonly browserShare: number;
  /** Traces per second of each viewer by protocol, and what it wanted at most. */
  readonly others: readonly { readonly wanted: number; readonly had: number }[];
}

/** Lets `tabs` pages and `others` viewers by protocol watch for some seconds. */
export async function watchWith(
  bench: Bench,
  tabs: number,
  others: number,
  seconds: number,
): Promise<ViewerFigures> {
  const { browser, url, token, workerPid, board } = bench;
  const rates = Array.from({ length: others }, (_, n) => RATES[n % RATES.length] ?? 60);
  await using viewers =
    others === 0 ? null : await startLineProcess('protocol-viewers.ts', url, token, JSON.stringify(rates));
  await using stack = new AsyncDisposableStack();
  const pages: Page[] = [];
  for (let tab = 0; tab < tabs; tab += 1) {
    // A window of its own each: the browser draws nothing in a tab that is behind another.
    const { page } = await openPage(browser);
    stack.defer(() => page.context().close());
    await probePage(page);
    await page.goto(`${pageAddress(url)}?token=${token}`);
    await connection(page).filter({ hasText: 'live' }).waitFor();
    pages.push(page);
  }
  const threads = await Promise.all(pages.map(mainThread));
  const leads = await Promise.all(pages.map(clockLead));
  const sample = async () => ({
    at: performance.now(),
    worker: await processSeconds(workerPid),
    browser: await browserSeconds(browser),
    threads: await Promise.all(threads.map((thread) => thread())),
  });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await Promise.all([...pages.map(pageActivity), viewers?.ask(), board.ask()]);
  const before = await sample();
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  const after = await sample();
  const activities = await Promise.all(pages.map(pageActivity));
  const had = counts.parse((await viewers?.ask()) ?? []);
  const read = new Map(readouts.parse(await board.ask()).map((readout) => [readout.cycle, readout] as const));

  const elapsed = (after.at - before.at) / 1000;
  const perSecond = (count: number): number => count / elapsed;
  const ages = (age: (trace: DrawnTrace, lead: number) => number | undefined): readonly [number, number] => {
    const all = activities.flatMap(({ drawn }, tab) =>
      drawn.map((trace) => age(trace, leads[tab] ?? 0)).filter((value) => value !== undefined),
    );
    return [percentile(all, 0.5), percentile(all, 0.95)];
  };
  const sinceRead = ({ cycle, shown }: DrawnTrace, lead: number): number | undefined => {
    const readout = read.get(cycle);
    return readout === undefined ? undefined : shown - lead - readout.read;
  };
  const frames = activities.reduce((sum, activity) => sum + activity.frames, 0);
  return {
    fps: Math.min(...activities.map(({ drawn }) => perSecond(drawn.length))),
    displayRate: Math.min(...activities.map(({ displayFrames }) => perSecond(displayFrames))),
    sinceTrigger: ages((trace, lead) => {
      const since = sinceRead(trace, lead);
      return since === undefined ? undefined : since + (read.get(trace.cycle)?.sinceTrigger ?? Number.NaN);
    }),
    sinceRead: ages(sinceRead),
    sinceArrival: ages(({ arrived, shown }) => shown - arrived),
    bytesPerFrame: activities.reduce((sum, activity) => sum + activity.bytes, 0) / frames,
    workerShare: perSecond(after.worker - before.worker),
    pageShare: Math.max(...after.threads.map((time, tab) => perSecond(time - (before.threads[tab] ?? 0)))),
    browserShare: perSecond(after.browser - before.browser),
    others: rates.map((wanted, n) => ({ wanted, had: perSecond(had[n] ?? 0) })),
  };
}
