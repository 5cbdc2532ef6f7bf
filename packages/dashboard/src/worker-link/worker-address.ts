/**
 * Where the page's worker listens: where the page came from. A page opened with `?view` may only look.
 *
 * @param location - the page's own address
 */
export function workerAddress(location: Pick<Location, 'host' | 'protocol' | 'search'>): string {
  const protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const view = new URLSearchParams(location.search).has('view') ? '?view' : '';
  return `${protocol}//${location.host}/${view}`;
}
