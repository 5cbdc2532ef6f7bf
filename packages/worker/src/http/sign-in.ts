import type { HttpBindings } from '@hono/node-server';
import type { Clock, SessionAccess } from '@pyrpl-mux/client';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { LimitedLog } from '../observe/log.ts';
import { type Admission, linkToken, presentedToken } from '../sessions/admission.ts';
import { clearCookie, cookieName, setCookie } from '../sessions/cookies.ts';
import { Tickets } from './tickets.ts';

type Environment = { Bindings: HttpBindings };

/** Most bytes of a request to log in. */
const LOGIN_BYTES = 4096;

const UNAUTHORIZED = 'The token is missing or wrong.\n';

const login = z.object({ token: z.string() });

/**
 * Exchanges a token or a ticket for a cookie, so that no script of a page ever sees what opens the worker (PROTOCOL.md,
 * section 2). However many wrong ones have come, a right one is taken: nobody finds 32 random bytes by trying, but any
 * page that a browser shows could use a limit up, and so keep the user of that browser out.
 */
export class SignIn {
  readonly #admission: Admission;
  readonly #log: LimitedLog;
  readonly #tickets: Tickets;

  constructor(admission: Admission, clock: Clock, log: LimitedLog) {
    this.#admission = admission;
    this.#log = log;
    this.#tickets = new Tickets(clock);
  }

  /** Adds the routes. What `/` answers without a right token is left to what follows. */
  route(app: Hono<Environment>): void {
    app.get('/', async (context, next) => {
      // Who asks whether there is something at a link must not use its ticket up.
      if (context.req.method === 'HEAD') return next();
      const ticket = context.req.query('ticket');
      if (ticket === undefined && linkToken(new URL(context.req.url).searchParams) === null) return next();
      const { incoming } = context.env;
      const access = ticket === undefined ? this.#admission.accessOf(incoming) : this.#tickets.use(ticket);
      if (access !== null) return this.#admit(context, access);
      this.#refused(context, ticket === undefined ? 'link with a wrong token' : 'ticket that is not valid');
      // The page asks for another token.
      context.status(401);
      return next();
    });
    app.post(
      '/login',
      bodyLimit({
        maxSize: LOGIN_BYTES,
        onError: (context) => context.text(`A login has at most ${LOGIN_BYTES} bytes.\n`, 413),
      }),
      (context) => this.#logIn(context),
    );
    app.post('/logout', (context) => {
      for (const access of ['operate', 'view'] as const)
        context.header('set-cookie', clearCookie(cookieNameOf(context, access)), { append: true });
      return context.body(null, 204);
    });
    app.get('/view-link', (context) => this.#viewLink(context));
    app.post('/ticket', (context) => {
      const { incoming } = context.env;
      const access = this.#admission.accessOf(incoming);
      // Not by the cookie: what scripts of the page get opens the worker nowhere else.
      if (access === null || presentedToken(incoming) === null) return context.text(UNAUTHORIZED, 401);
      return context.json({ ticket: this.#tickets.issue(access), access });
    });
  }

  async #logIn(context: Context<Environment>): Promise<Response> {
    const isForm = !/^application\/json\b/i.test(context.req.header('content-type') ?? '');
    const body: unknown = await (isForm ? context.req.parseBody() : context.req.json()).catch(() => null);
    const { data } = login.safeParse(body);
    if (data === undefined)
      return context.text('A login is JSON or a form with a text "token" in it. Nothing was done.\n', 400);
    const access = this.#admission.credentials.accessOfToken(data.token);
    if (access === null) {
      this.#refused(context, 'login with a wrong token');
      return context.text(
        'The token is wrong. The connection file of this worker holds the right one; "pyrpl-mux open" opens the page with it.\n',
        401,
      );
    }
    if (isForm) return this.#admit(context, access);
    this.#setCookie(context, access);
    return context.json({ access });
  }

  #viewLink(context: Context<Environment>): Response {
    const { incoming } = context.env;
    const access = this.#admission.accessOf(incoming);
    const host = this.#admission.ownHost(incoming);
    if (access === null || host === undefined) return context.text(UNAUTHORIZED, 401);
    if (access === 'view')
      return context.text('Who may only look makes no links. Ask for one with the token.\n', 403);
    const others = this.#admission.hostForOthers(host, incoming.socket.localPort);
    return context.json({ url: `http://${others}/?view=${this.#admission.credentials.viewToken}` });
  }

  #refused({ env }: Context<Environment>, what: string): void {
    const { remoteAddress } = env.incoming.socket;
    this.#log.warn('refused sign-in', { address: remoteAddress }, `A ${what} was refused.`);
  }

  #admit(context: Context<Environment>, access: SessionAccess): Response {
    this.#setCookie(context, access);
    return context.redirect(access === 'view' ? '/?view' : '/', 303);
  }

  #setCookie(context: Context<Environment>, access: SessionAccess): void {
    const value = this.#admission.credentials.cookie(access);
    context.header('set-cookie', setCookie(cookieNameOf(context, access), value));
  }
}

function cookieNameOf(context: Context<Environment>, access: SessionAccess): string {
  return cookieName(context.req.header('host') ?? '', access);
}
