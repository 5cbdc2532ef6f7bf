import type { Client } from '@pyrpl-mux/client';
import type { Browser } from 'playwright-core';
import { openPage } from '../../e2e/dashboard/rig/browser.ts';
import { connection, pageAddress } from '../../e2e/dashboard/rig/dashboard-page.ts';
import { moduleField } from '../../e2e/dashboard/rig/modules.ts';
import { percentile } from '../report.ts';
import { clockLead } from './page-probe.ts';

/** From the sending of a command by another client until the page shows the value that it changed [ms]. */
export interface ChangeFigures {
  readonly p50: number;
  readonly p95: number;
  /** Until the one who sent it has its answer, p50 [ms]. */
  readonly answered: number;
}

/** Changes a setpoint again and again while a page shows it beside traces. */
export async function changeFigures(
  browser: Browser,
  client: Client,
  url: string,
  token: string,
  times: number,
): Promise<ChangeFigures> {
  const { page } = await openPage(browser);
  await page.goto(`${pageAddress(url)}?token=${token}`);
  await connection(page).filter({ hasText: 'live' }).waitFor();
  const lead = await clockLead(page);
  const field = await moduleField(page, 'pid0', 'Setpoint').elementHandle();
  if (field === null) throw new Error('The page has no setpoint.');
  const [shown, answered]: [number[], number[]] = [[], []];
  for (let n = 0; n < times; n += 1) {
    const millivolts = 125 * (1 + (n % 4));
    const seen = field.evaluate(
      (element, text) =>
        new Promise<number>((resolve) => {
          const look = (): void => {
            const value = element instanceof HTMLInputElement ? element.value : '';
            if (value === text) resolve(performance.timeOrigin + performance.now());
            else requestAnimationFrame(look);
          };
          look();
        }),
      `${millivolts} mV`,
    );
    // The page has begun to look when it has answered something that was sent after it.
    await page.evaluate(() => undefined);
    const sent = performance.timeOrigin + performance.now();
    await client.command('pid_set_setpoint', { channel: 'pid0', value: millivolts / 1000 });
    answered.push(performance.timeOrigin + performance.now() - sent);
    shown.push((await seen) - lead - sent);
  }
  await page.context().close();
  return {
    p50: percentile(shown, 0.5),
    p95: percentile(shown, 0.95),
    answered: percentile(answered, 0.5),
  };
}
