import type { Browser } from 'playwright-core';
import { openPage } from '../../e2e/dashboard/rig/browser.ts';
import { pageAddress } from '../../e2e/dashboard/rig/dashboard-page.ts';
import { percentile } from '../report.ts';
import { pageActivity, probePage } from './page-probe.ts';

/** Milliseconds between looks at whether the first trace is there; its own time is the page's. */
const LOOK = 20;

/** What opening the page takes. */
export interface OpeningFigures {
  /** From the beginning of the navigation to the first trace on the display [ms], the median of some. */
  readonly firstTrace: number;
  /** The same for a page with nothing in it, to its first frame [ms]. */
  readonly emptyPage: number;
  /** Bytes of its scripts as they travel. */
  readonly scriptBytes: number;
  /** Bytes of everything as it travels. */
  readonly allBytes: number;
}

/** Opens the page some times, each in a profile of its own, so that nothing is cached. */
export async function openingFigures(
  browser: Browser,
  url: string,
  token: string,
  times: number,
): Promise<OpeningFigures> {
  const [first, empty]: [number[], number[]] = [[], []];
  let [scriptBytes, allBytes] = [0, 0];
  for (let n = 0; n < times; n += 1) {
    const { page } = await openPage(browser);
    await probePage(page);
    await page.goto('data:text/html,<title>empty</title>');
    empty.push(await page.evaluate(() => new Promise<number>((resolve) => requestAnimationFrame(resolve))));
    await page.goto(`${pageAddress(url)}?token=${token}`);
    for (;;) {
      const shown = (await pageActivity(page)).drawn[0]?.shown;
      if (shown !== undefined) {
        first.push(shown - (await page.evaluate(() => performance.timeOrigin)));
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    const sizes = await page.evaluate(() =>
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
        (entry) => ({
          name: entry.name,
          bytes: entry instanceof PerformanceResourceTiming ? entry.encodedBodySize : 0,
        }),
      ),
    );
    const sum = (list: typeof sizes): number => list.reduce((total, { bytes }) => total + bytes, 0);
    scriptBytes = sum(sizes.filter(({ name }) => name.endsWith('.js')));
    allBytes = sum(sizes);
    await page.context().close();
  }
  return { firstTrace: percentile(first, 0.5), emptyPage: percentile(empty, 0.5), scriptBytes, allBytes };
}
