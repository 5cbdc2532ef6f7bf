import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Clock, WorkerState } from '@pyrpl-mux/client';
import { Hono } from 'hono';
import type { LimitedLog } from '../observe/log.ts';
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
  readonly log: LimitedLog;
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
  const { admission, clock, log, page, readiness, metrics } = options;
  const app = new Hono<{ Bindings: HttpBindings }>();

  void page.then(({ problem }) => {
    if (problem !== null) log.warn('page', {}, problem);
  });

  app.use(async (context, next) => {
    const { incoming } = context.env;
    const { headers, method = '' } = incoming;
    if (admission.ownHost(incoming) === undefined)
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

  new SignIn(admission, clock, log).route(app);
  servePage(app, page);
  app.notFound((context) =>
    context.text(
      'There is nothing here. The page and the WebSocket of programs are at /; see also /healthz and /metrics.\n',
      404,
    ),
  );

  app.onError((error, context) => {
    log.warn('http', { path: context.req.path, err: error }, 'A request over HTTP was not answered:');
    return context.text('The worker failed to answer this request; see its log.\n', 500);
  });

  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: false,
    // All else is answered by the routes.
    errorHandler: () =>
      new Response('The address or the Host of this request is not valid.\n', { status: 400 }),
  });
  return (request, response) => {
    response.setHeaders(securityHeaders(admission.ownHost(request)));
    void listener(request, response);
  };
}
