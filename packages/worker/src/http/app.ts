import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Clock, WorkerState } from '@pyrpl-mux/client';
import { Hono } from 'hono';
import type { Admission } from '../sessions/admission.ts';
import type { WorkerMetrics } from './metrics.ts';
import type { Page } from './page.ts';
import { servePage } from './page-routes.ts';
import { securityHeaders } from './security-headers.ts';
import { SignIn } from './sign-in.ts';

/** What the worker serves over plain HTTP. */
export interface HttpOptions {
  readonly admission: Admission;
  readonly clock: Clock;
  readonly page: Promise<Page>;
  /** What the worker can do at present. */
  readonly readiness: () => { readonly state: WorkerState; readonly reason: string | null };
  readonly metrics: WorkerMetrics;
}

/**
 * The worker's HTTP side: the web page and `/healthz`, which reveals the state only, need no token, all else does. A
 * request that names another host is refused: a page that has bound its name to this address (DNS rebinding) sends one.
 */
export function httpListener(
  options: HttpOptions,
): (request: IncomingMessage, response: ServerResponse) => void {
  const { admission, clock, page, readiness, metrics } = options;
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.use(securityHeaders);
  app.use(async (context, next) => {
    const { incoming } = context.env;
    const { headers, socket, method = '' } = incoming;
    if (!admission.isOwnHost(headers.host, socket.localAddress))
      return context.text('This worker is not called by that name. Use its address, or localhost.\n', 403);
    const isReading = method === 'GET' || method === 'HEAD';
    if (!isReading && headers.origin !== undefined && !admission.isOwnPage(incoming))
      return context.text("Only the worker's own page may ask for that. Nothing was done.\n", 403);
    return next();
  });

  app.get('/healthz', (context) => {
    const now = readiness();
    return context.json(now, now.state === 'ready' ? 200 : 503);
  });

  app.get('/metrics', async (context) => {
    if (admission.accessOf(context.env.incoming) === null)
      return context.text(
        'The token is missing or wrong. Send Authorization: Bearer TOKEN, or ?token=TOKEN.\n',
        401,
      );
    return context.body(await metrics.text(), 200, { 'content-type': metrics.contentType });
  });

  new SignIn(admission, clock).route(app);
  servePage(app, page);
  app.notFound((context) =>
    context.text(
      'There is nothing here. The page and the WebSocket of programs are at /; see also /healthz and /metrics.\n',
      404,
    ),
  );

  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  // A failing route is answered by hono with 500.
  return (request, response) => void listener(request, response);
}
