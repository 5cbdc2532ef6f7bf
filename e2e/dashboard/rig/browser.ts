import { type Browser, type BrowserContextOptions, chromium as engine, type Page } from 'playwright-core';
import { chromium } from '../../../scripts/chromium.ts';

/** Longest wait for an element or a state of it [ms]: a machine may be slow and busy. */
const PATIENCE = 30_000;

/** A page together with what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of its console, exceptions, violations of its content security policy. */
  readonly problems: string[];
}

/** Starts a Chromium without a window. */
export function launchBrowser(): Promise<Browser> {
  // Timers and frames of a page run at full rate even while another page is in front.
  const args = ['--disable-gpu', '--disable-background-timer-throttling', '--disable-renderer-backgrounding'];
  return engine.launch({ executablePath: chromium(), args });
}

/** Opens an empty page with cookies and storage of its own, and listens to what goes wrong in it. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  return { page, problems: watch(page) };
}

/** Collects what goes wrong in a page from now on. */
export function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      problems.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.stack ?? error.message}`));
  return problems;
}
