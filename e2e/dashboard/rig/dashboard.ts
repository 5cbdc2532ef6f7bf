import { type Client, connect } from '@pyrpl-mux/client';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { type ReadyLine, type Running, startWorker, temporaryFolder } from '../../rig/program.ts';
import { launchBrowser, openPage, watch } from './browser.ts';
import { connection, pageAddress, viewLink } from './dashboard-page.ts';

/** How a page is opened. */
export interface OpenOptions extends BrowserContextOptions {
  /** The link: with the token (default), with the token that may only look, or with nothing. */
  readonly as?: 'operate' | 'view' | 'stranger';
  /** Part of the page, such as `#activity`. */
  readonly part?: string;
  /** What the sign of its connection says when it is open, unless it is a stranger's: "live" by default. */
  readonly until?: string;
  /** What may go wrong in it besides, such as attempts to connect while the worker is away. */
  readonly expectedProblems?: RegExp;
}

/** The pages of one worker. They close with it. */
export interface WatchedPages extends AsyncDisposable {
  /** Opens the page in a browser profile of its own and waits until it is connected; a stranger's is opened only. */
  readonly open: (options?: OpenOptions) => Promise<Page>;
  /** Opens the page once more, in the profile of one that is open already. */
  readonly openTab: (beside: Page) => Promise<Page>;
}

/** A worker on a simulated board, with its pages. */
export interface DashboardRig extends WatchedPages {
  readonly worker: Running<ReadyLine>;
  /** Another program beside the pages; it ends with the rig. */
  readonly client: (name: string) => Promise<Client>;
}

/** One browser for all tests of a file. */
export function browserOfFile(): () => Browser {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  return () => {
    if (browser === undefined) throw new Error('The browser starts before the first test, not earlier.');
    return browser;
  };
}

/** Starts a worker, on a simulated board unless the flags name another, and gives access to its pages. */
export async function openDashboard(browser: Browser, ...flags: readonly string[]): Promise<DashboardRig> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const args = flags.includes('--host') ? flags : ['--simulate', 'dashboard', ...flags];
  const worker = stack.use(await startWorker(folder.path, ...args));
  const { url, token } = worker.line;
  const { open, openTab } = stack.use(watchedPages(browser, url, token));
  const kept = stack.move();
  return {
    worker,
    open,
    openTab,
    client: async (name) => kept.use(await connect(url, { token, client: name })),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/**
 * Opens pages of a worker, whoever has started it. When the test has finished, nothing may have gone wrong in any of
 * them.
 */
export function watchedPages(browser: Browser, url: string, token: string): WatchedPages {
  const contexts: BrowserContext[] = [];
  const address = pageAddress(url);
  const guard = (problems: readonly string[], expected: RegExp = /^$/): void => {
    onTestFinished(() => expect(problems.filter((problem) => !expected.test(problem))).toEqual([]));
  };
  const untilConnected = async (page: Page, word = 'live'): Promise<void> =>
    await connection(page).filter({ hasText: word }).waitFor();
  return {
    open: async ({ as = 'operate', part = '', until, expectedProblems, ...context } = {}) => {
      const { page, problems } = await openPage(browser, context);
      contexts.push(page.context());
      guard(problems, expectedProblems);
      const links = {
        stranger: () => address,
        operate: () => `${address}?token=${token}`,
        view: () => viewLink(address, token),
      };
      await page.goto(`${await links[as]()}${part}`);
      if (as !== 'stranger') await untilConnected(page, until);
      return page;
    },
    openTab: async (beside) => {
      const page = await beside.context().newPage();
      guard(watch(page));
      await page.goto(address);
      await untilConnected(page);
      return page;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(contexts.map((context) => context.close()));
    },
  };
}
