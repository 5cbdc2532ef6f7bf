import type { Locator, Page } from 'playwright-core';

/** What Chromium says of a WebSocket that nobody listens to, and of the page's icon, which it may load long after it. */
export const NOBODY_LISTENS = /WebSocket connection to .* failed|ERR_CONNECTION_REFUSED .*icon\.svg/;

/** Address of a worker's page, without a token. */
export function pageAddress(url: string): string {
  return url.replace(/^ws/, 'http');
}

/** The link that lets somebody only look, as the worker makes it. */
export async function viewLink(address: string, token: string): Promise<string> {
  const answer = await fetch(`${address}view-link`, { headers: { authorization: `Bearer ${token}` } });
  const link: unknown = await answer.json();
  if (typeof link === 'object' && link !== null && 'url' in link && typeof link.url === 'string')
    return link.url;
  throw new Error(`GET /view-link answered ${JSON.stringify(link)}.`);
}

/** The sign that tells whether what the page shows is what the board has now. */
export function connection(page: Page): Locator {
  return page.getByRole('status', { name: 'Connection' });
}

/** The sentence on what is the matter, if anything is. */
export function situation(page: Page): Locator {
  return page.getByLabel('Situation');
}
