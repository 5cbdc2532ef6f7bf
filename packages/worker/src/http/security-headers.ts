import type { HttpBindings } from '@hono/node-server';
import type { MiddlewareHandler } from 'hono';

/**
 * What browsers must not do with the worker's answers: show them in a frame, take them for another type, run or load
 * anything from elsewhere, tell others of the address.
 */
export const securityHeaders: MiddlewareHandler<{ Bindings: HttpBindings }> = async (context, next) => {
  context.header('content-security-policy', contentSecurityPolicy(context.req.header('host')));
  context.header('x-content-type-options', 'nosniff');
  context.header('x-frame-options', 'DENY');
  context.header('referrer-policy', 'no-referrer');
  context.header('cross-origin-opener-policy', 'same-origin');
  context.header('cross-origin-resource-policy', 'same-origin');
  context.header('cache-control', 'no-store');
  await next();
};

function contentSecurityPolicy(host = ''): string {
  // Not every browser takes 'self' for the WebSocket of the same host.
  const own = URL.parse(`http://${host}`)?.host;
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self'${own === undefined ? '' : ` ws://${own}`}`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
