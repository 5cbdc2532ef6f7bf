import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Listener } from '../sessions/listen.ts';
import { containing } from '../sessions/testing/matchers.ts';
import { openWorker, TOKEN } from '../sessions/testing/open-worker.ts';
import { type Message, RawClient } from '../sessions/testing/raw-client.ts';
import { type Answer, ask, type Question } from './testing/ask.ts';
import { INDEX, pageFolder } from './testing/page-folder.ts';

const VIEW_TOKEN = createHmac('sha256', TOKEN).update('pyrpl-mux view').digest('base64url');
const LINK = `/?token=${encodeURIComponent(TOKEN)}`;

/** What a browser would send back. */
function cookieOf({ headers }: Answer): string {
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ');
}

const loginWith = (token: string, headers: Record<string, string> = {}): Question => ({
  method: 'POST',
  path: '/login',
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ token }),
});

/** What a page that the browser has from `host` greets with, or one of another origin, or a program (null). */
async function greet(
  { port }: Listener,
  {
    cookie,
    host = `127.0.0.1:${port}`,
    origin = `http://${host}`,
    query = '',
  }: { cookie?: string; host?: string; origin?: string | null; query?: string },
): Promise<Message> {
  const headers = {
    host,
    ...(cookie === undefined ? {} : { cookie }),
    ...(origin === null ? {} : { origin }),
  };
  return new RawClient(`ws://127.0.0.1:${port}/${query}`, { headers }).next();
}

const welcome = (access: string) => ({ status: 'ok', data: { access } });
const REFUSED = { status: 'error', error: { code: 'unauthorized' } };

describe('a link', () => {
  it("with the token is exchanged for a cookie that scripts can't read and other sites can't use", async () => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const answer = await ask(listener, { path: LINK });
    expect(answer.status).toBe(303);
    expect(answer.headers).toMatchObject({ location: '/', 'cache-control': 'no-store' });
    const [cookie, ...others] = answer.headers['set-cookie'] ?? [];
    expect(others).toEqual([]);
    expect(cookie).toMatch(
      new RegExp(`^pyrpl-mux-${listener.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`),
    );
    expect(cookie).not.toContain(TOKEN);
    expect(await greet(listener, { cookie: cookieOf(answer) })).toMatchObject(welcome('operate'));
    expect(await greet(listener, { cookie: cookieOf(answer), query: '?view' })).toMatchObject(
      welcome('view'),
    );
  });

  it.each([
    ['the view token', `/?view=${VIEW_TOKEN}`],
    ['the view token as token', `/?token=${VIEW_TOKEN}`],
    ['?view beside the token', `${LINK}&view`],
  ])('lets look on only: %s', async (_, path) => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const answer = await ask(listener, { path });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/?view' } });
    expect(cookieOf(answer)).toMatch(`pyrpl-mux-${listener.port}-view=`);
    for (const query of ['', '?view'])
      expect(await greet(listener, { cookie: cookieOf(answer), query })).toMatchObject(welcome('view'));
  });

  it('to look on takes nothing from a browser that may operate', async () => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const operate = cookieOf(await ask(listener, { path: LINK }));
    const view = cookieOf(await ask(listener, { path: `/?view=${VIEW_TOKEN}` }));
    expect(await greet(listener, { cookie: `${operate}; ${view}` })).toMatchObject(welcome('operate'));
  });

  it('with a wrong token is answered with the page, which asks for another, and no cookie', async () => {
    const { listener } = await openWorker({ page: await pageFolder() });
    for (const path of ['/?token=guess', '/?view=guess', `/?view=guess&token=`]) {
      const answer = await ask(listener, { path });
      expect(answer).toMatchObject({ status: 401, text: INDEX });
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
  });

  it('with a ticket or a token is not followed by who only asks whether it leads somewhere', async () => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const { text } = await ask(listener, { method: 'POST', path: '/ticket', headers });
    const { ticket } = z.object({ ticket: z.string() }).parse(JSON.parse(text));
    for (const path of [`/?ticket=${ticket}`, LINK]) {
      const { status, headers: answered } = await ask(listener, { method: 'HEAD', path });
      expect(status).toBe(200);
      expect(answered).not.toHaveProperty('set-cookie');
      expect((await ask(listener, { path })).status).toBe(303);
    }
  });

  it('to look on names the Host of the request, whatever its address names', async () => {
    const { listener } = await openWorker();
    const headers = { host: 'localhost:9000', authorization: `Bearer ${TOKEN}` };
    const { text } = await ask(listener, { path: 'http://evil.example/view-link', headers });
    expect(JSON.parse(text)).toEqual({ url: `http://localhost:9000/?view=${VIEW_TOKEN}` });
  });

  it('to look on is given to who may operate', async () => {
    const { listener } = await openWorker();
    const from = async (path: string, headers: Record<string, string>) =>
      ask(listener, { path, headers: { host: `localhost:${listener.port}`, ...headers } });
    const bearer = { authorization: `Bearer ${TOKEN}` };
    const answer = await from('/view-link', bearer);
    expect(JSON.parse(answer.text)).toEqual({
      url: `http://localhost:${listener.port}/?view=${VIEW_TOKEN}`,
    });
    expect((await from('/view-link', { cookie: cookieOf(await ask(listener, { path: LINK })) })).status).toBe(
      200,
    );
    expect((await from('/view-link', { authorization: `Bearer ${VIEW_TOKEN}` })).status).toBe(403);
    expect((await from('/view-link?view', bearer)).status).toBe(403);
    expect((await from('/view-link', {})).status).toBe(401);
  });
});

describe('a ticket', () => {
  const issue = async (listener: Listener, token: string, query = ''): Promise<string> => {
    const headers = { authorization: `Bearer ${token}` };
    const { text } = await ask(listener, { method: 'POST', path: `/ticket${query}`, headers });
    return z.object({ ticket: z.string() }).parse(JSON.parse(text)).ticket;
  };

  it.each([
    ['operate', TOKEN, '', '/'],
    ['view', TOKEN, '?view', '/?view'],
    ['view', VIEW_TOKEN, '', '/?view'],
  ])('opens the page once, to %s', async (access, token, query, location) => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const path = `/?ticket=${await issue(listener, token, query)}`;
    const answer = await ask(listener, { path });
    expect(answer).toMatchObject({ status: 303, headers: { location } });
    expect(await greet(listener, { cookie: cookieOf(answer) })).toMatchObject(welcome(access));
    const again = await ask(listener, { path });
    expect(again).toMatchObject({ status: 401, text: INDEX });
    expect(again.headers).not.toHaveProperty('set-cookie');
  });

  it('is good for a minute', async () => {
    const { listener, clock } = await openWorker();
    const tickets = [await issue(listener, TOKEN), await issue(listener, TOKEN)];
    const use = async () => (await ask(listener, { path: `/?ticket=${tickets.pop()}` })).status;
    clock.advance(60_000);
    expect(await use()).toBe(303);
    clock.advance(1);
    expect(await use()).not.toBe(303);
  });

  it('replaces the oldest of 64 that were not used', async () => {
    const { listener } = await openWorker();
    const [first, second] = [await issue(listener, TOKEN), await issue(listener, TOKEN)];
    for (let count = 2; count <= 64; count += 1) await issue(listener, TOKEN);
    expect((await ask(listener, { path: `/?ticket=${first}` })).status).not.toBe(303);
    expect((await ask(listener, { path: `/?ticket=${second}` })).status).toBe(303);
  });

  it('is given for a token only, not for a cookie, which scripts of the page could use', async () => {
    const { listener } = await openWorker();
    const origin = `http://127.0.0.1:${listener.port}`;
    const cookie = cookieOf(await ask(listener, { path: LINK }));
    for (const headers of [{}, { cookie, origin }, { authorization: 'Bearer guess' }]) {
      const answer = await ask(listener, { method: 'POST', path: '/ticket', headers });
      expect(answer.status).toBe(401);
    }
  });
});

describe('the cookie', () => {
  it('survives a restart of the worker, but not another token', async () => {
    const first = await openWorker();
    // As a browser knows it, before and after.
    const host = 'localhost:8765';
    const cookie = cookieOf(await ask(first.listener, { path: LINK, headers: { host } }));
    await first.listener.close();
    const again = await openWorker();
    expect(await greet(again.listener, { host, cookie })).toMatchObject(welcome('operate'));
    const other = await openWorker({ token: 'another' });
    expect(await greet(other.listener, { host, cookie })).toMatchObject(REFUSED);
  });

  it('of another worker at the same host opens nothing, nor hinders', async () => {
    const one = await openWorker();
    const other = await openWorker({ token: 'another' });
    const cookie = cookieOf(await ask(one.listener, { path: LINK }));
    const others = cookieOf(await ask(other.listener, { path: '/?token=another' }));
    expect(await greet(other.listener, { cookie })).toMatchObject(REFUSED);
    const both = `${cookie}; ${others}`;
    expect(await greet(one.listener, { cookie: both })).toMatchObject(welcome('operate'));
    expect(await greet(other.listener, { cookie: both })).toMatchObject(welcome('operate'));
    const tossed = `pyrpl-mux-${one.listener.port}=mine; ${cookie}`;
    expect(await greet(one.listener, { cookie: tossed })).toMatchObject(welcome('operate'));
  });

  it('"admits a WebSocket only with the Origin of the worker\'s own page"', async () => {
    const { listener } = await openWorker({ allowOrigins: ['http://lab.example'] });
    const { port } = listener;
    const cookie = cookieOf(await ask(listener, { path: LINK }));
    expect(await greet(listener, { cookie, origin: null })).toMatchObject(REFUSED);
    expect(await greet(listener, { cookie, origin: 'http://lab.example' })).toMatchObject(REFUSED);
    for (const origin of [
      `http://127.0.0.1:${port + 1}`,
      `http://localhost:${port}`,
      'http://evil.example',
      'null',
    ])
      await expect(greet(listener, { cookie, origin }), origin).rejects.toThrow('closed with 1006');
    expect(await greet(listener, { cookie })).toMatchObject(welcome('operate'));
  });

  it('is no way around a wrong token', async () => {
    const { listener } = await openWorker();
    const cookie = cookieOf(await ask(listener, { path: LINK }));
    expect(await greet(listener, { cookie, query: '?token=guess' })).toMatchObject(REFUSED);
  });

  it('is good for /metrics, but not in the hands of another origin', async () => {
    const { listener } = await openWorker();
    const cookie = cookieOf(await ask(listener, { path: LINK }));
    const get = async (headers: Record<string, string>) =>
      (await ask(listener, { path: '/metrics', headers })).status;
    expect(await get({ cookie })).toBe(200);
    expect(await get({ cookie, origin: 'http://evil.example' })).toBe(401);
    expect(await get({ cookie: cookie.replace('=', '=x') })).toBe(401);
  });

  it('is removed by POST /logout, for both kinds', async () => {
    const { listener } = await openWorker();
    const answer = await ask(listener, { method: 'POST', path: '/logout' });
    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']).toEqual([
      `pyrpl-mux-${listener.port}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`,
      `pyrpl-mux-${listener.port}-view=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0`,
    ]);
    expect((await ask(listener, { path: '/logout' })).status).toBe(404);
  });
});

describe('POST /login', () => {
  it('answers JSON with what the token allows, and a cookie', async () => {
    const { listener } = await openWorker();
    for (const [token, access] of [
      [TOKEN, 'operate'],
      [VIEW_TOKEN, 'view'],
    ] as const) {
      const answer = await ask(listener, loginWith(token, { origin: `http://127.0.0.1:${listener.port}` }));
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toEqual({ access });
      expect(await greet(listener, { cookie: cookieOf(answer) })).toMatchObject(welcome(access));
    }
  });

  it('answers a form with the way to the page', async () => {
    const { listener } = await openWorker();
    const answer = await ask(listener, {
      method: 'POST',
      path: '/login',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ token: TOKEN }).toString(),
    });
    expect(answer).toMatchObject({ status: 303, headers: { location: '/' } });
    expect(await greet(listener, { cookie: cookieOf(answer) })).toMatchObject(welcome('operate'));
  });

  it('refuses a wrong token with a sentence', async () => {
    const { listener } = await openWorker();
    const answer = await ask(listener, loginWith('guess'));
    expect(answer).toMatchObject({ status: 401, text: containing('The token is wrong.') });
    expect(answer.headers).not.toHaveProperty('set-cookie');
  });

  it.each([
    ['{"token": 5}', 'application/json'],
    ['{"token"', 'application/json'],
    ['null', 'application/json'],
    ['', 'application/json'],
    ['nothing=1', 'application/x-www-form-urlencoded'],
    ['x', 'text/plain'],
    ['--x', 'multipart/form-data; boundary=y'],
  ])('refuses what is no login: %s as %s', async (body, type) => {
    const { listener } = await openWorker();
    const headers = { 'content-type': type };
    const answer = await ask(listener, { method: 'POST', path: '/login', headers, body });
    expect(answer).toMatchObject({ status: 400, text: containing('Nothing was done.') });
  });

  it('refuses a body that is too large, whether its length is told or not', async () => {
    const { listener } = await openWorker();
    const question = loginWith('x'.repeat(5000));
    expect((await ask(listener, question)).status).toBe(413);
    const chunked = { ...question.headers, 'transfer-encoding': 'chunked' };
    expect((await ask(listener, { ...question, headers: chunked })).status).toBe(413);
    expect((await ask(listener, loginWith(TOKEN))).status).toBe(200);
  });

  it('is not for pages of other origins, even if these may connect', async () => {
    const { listener } = await openWorker({ allowOrigins: ['http://lab.example'] });
    for (const origin of ['http://evil.example', 'http://lab.example', 'null', `http://127.0.0.1:1`]) {
      const answer = await ask(listener, loginWith(TOKEN, { origin }));
      expect(answer.status, origin).toBe(403);
      expect(answer.headers).not.toHaveProperty('set-cookie');
    }
    const rebound = { host: 'evil.example', origin: 'http://evil.example' };
    expect((await ask(listener, loginWith(TOKEN, rebound))).status).toBe(403);
  });

  it('takes the right token, however many wrong ones have come', async () => {
    const { listener } = await openWorker();
    for (let count = 0; count < 20; count += 1) {
      expect((await ask(listener, loginWith('guess'))).status).toBe(401);
      expect((await ask(listener, { path: '/?token=guess' })).headers).not.toHaveProperty('set-cookie');
    }
    expect((await ask(listener, loginWith(TOKEN))).status).toBe(200);
    expect((await ask(listener, { path: LINK })).status).toBe(303);
  });

  it('logs what it refuses, at a limited rate and without the token', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn', base: null, timestamp: false }, { write: (line) => lines.push(line) });
    const { listener, clock } = await openWorker({ log });
    for (let count = 0; count < 20; count += 1) await ask(listener, loginWith('guess'));
    clock.advance(10_001);
    await ask(listener, { path: '/?token=guess' });
    expect(lines.map((line) => line.trim())).toEqual([
      '{"level":40,"address":"127.0.0.1","msg":"A login with a wrong token was refused."}',
      '{"level":40,"address":"127.0.0.1","left_out":19,"msg":"A link with a wrong token was refused."}',
    ]);
  });

  it('whose body ends early is logged in the form of the log', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn', base: null, timestamp: false }, { write: (line) => lines.push(line) });
    const { listener } = await openWorker({ log });
    const socket = connect(listener.port, '127.0.0.1');
    socket.write(
      'POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n',
    );
    socket.once('connect', () => socket.end());
    await vi.waitFor(() => expect(lines).toHaveLength(1), 30_000);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ path: '/login', err: { code: 'ECONNRESET' } });
  });
});
