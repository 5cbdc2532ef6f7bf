import type { Locator, Page } from 'playwright-core';

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
