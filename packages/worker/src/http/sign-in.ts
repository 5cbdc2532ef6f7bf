import type { HttpBindings } from '@hono/node-server';
import type { Clock, SessionAccess } from '@pyrpl-mux/client';
import type { Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { type Admission, linkToken, presentedToken } from '../sessions/admission.ts';
import { clearCookie, cookieName, setCookie } from '../sessions/cookies.ts';
import { Tickets } from './tickets.ts';
import { WrongTokens } from './wrong-tokens.ts';

type Environment = { Bindings: HttpBindings };

/** Most bytes of a request to log in. */
const LOGIN_BYTES = 4096;

const UNAUTHORIZED = 'The token is missing or wrong.\n';

const login = z.object({ token: z.string() });

/** Exchanges a token or a ticket for a cookie, so that no script of a page ever sees what opens the worker (PROTOCOL.md, section 2). */
export class SignIn {
  readonly #admission: Admission;
  readonly #wrong: WrongTokens;
  readonly #tickets: Tickets;

  constructor(admission: Admission, clock: Clock) {
    this.#admission = admission;
    this.#wrong = new WrongTokens(clock);
    this.#tickets = new Tickets(clock);
  }

  /** Adds the routes. What `/` answers without a right token is left to what follows. */
  route(app: Hono<Environment>): void {
    app.get('/', async (context, next) => {
      const ticket = context.req.query('ticket');
      if (ticket === undefined && linkToken(new URL(context.req.url).searchParams) === null) return next();
      const access = this.#judge(context, () =>
        ticket === undefined ? this.#admission.accessOf(context.env.incoming) : this.#tickets.use(ticket),
      );
      if (access instanceof Response) return access;
      if (access !== null) return this.#admit(context, access);
      await next();
      // The page asks for another token.
      context.res = new Response(context.res.body, { status: 401, headers: context.res.headers });
      return undefined;
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
    const access = this.#judge(context, () => this.#admission.credentials.accessOfToken(data.token));
    if (access instanceof Response) return access;
    if (access === null)
      return context.text(
        'The token is wrong. The connection file of this worker holds the right one; "pyrpl-mux open" opens the page with it.\n',
        401,
      );
    if (isForm) return this.#admit(context, access);
    this.#setCookie(context, access);
    return context.json({ access });
  }

  #viewLink(context: Context<Environment>): Response {
    const access = this.#admission.accessOf(context.env.incoming);
    if (access === null) return context.text(UNAUTHORIZED, 401);
    if (access === 'view')
      return context.text('Who may only look makes no links. Ask for one with the token.\n', 403);
    const host = this.#admission.hostForOthers(new URL(context.req.url).host);
    return context.json({ url: `http://${host}/?view=${this.#admission.credentials.viewToken}` });
  }

  /** Looks at a token, unless too many wrong ones have come from the same address. */
  #judge(context: Context<Environment>, look: () => SessionAccess | null): SessionAccess | null | Response {
    const { remoteAddress = '' } = context.env.incoming.socket;
    const wait = this.#wrong.wait(remoteAddress);
    if (wait > 0) {
      context.header('retry-after', String(wait));
      return context.text(
        `Too many wrong tokens came from your address, so this one was not looked at. Try again in ${wait} s.\n`,
        429,
      );
    }
    const access = look();
    if (access === null) this.#wrong.add(remoteAddress);
    return access;
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
