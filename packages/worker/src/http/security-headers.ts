/**
 * What browsers must not do with the worker's answers: show them in a frame, take them for another type, run or load
 * anything from elsewhere, tell other sites of the address.
 *
 * @param host - the worker's own name and port, as the browser knows them; undefined if it asked for another
 */
export function securityHeaders(host: string | undefined): Map<string, string> {
  return new Map([
    ['content-security-policy', contentSecurityPolicy(host)],
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    // With "no-referrer" a browser would send a form of the page with the origin "null".
    ['referrer-policy', 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['cache-control', 'no-store'],
  ]);
}

function contentSecurityPolicy(host: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    // Not every browser takes 'self' for the WebSocket of the same host.
    `connect-src 'self'${host === undefined ? '' : ` ws://${host}`}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
