import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { pino } from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { openWorker, TOKEN } from '../sessions/testing/open-worker.ts';
import { ask } from './testing/ask.ts';
import { INDEX, pageFolder, SCRIPT } from './testing/page-folder.ts';

const SCRIPT_PATH = '/assets/main-Bx3kq_9Z.js';

describe('the page', () => {
  it('and its files need no token, and have their types', async () => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const types = new Map<string, string | undefined>();
    for (const path of ['/', SCRIPT_PATH, '/icon.svg']) {
      const { status, headers } = await ask(listener, { path });
      expect(status, path).toBe(200);
      types.set(path, headers['content-type']);
    }
    expect([...types.values()]).toEqual([
      'text/html; charset=utf-8',
      'text/javascript; charset=utf-8',
      'image/svg+xml',
    ]);
    expect((await ask(listener)).text).toBe(INDEX);
  });

  it('is compressed for who accepts that', async () => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const accepting = async (coding: string) =>
      ask(listener, { path: SCRIPT_PATH, headers: { 'accept-encoding': coding } });
    const { headers, body } = await accepting('gzip, deflate, br');
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(String(gunzipSync(body))).toBe(SCRIPT);
    expect(body.length).toBeLessThan(SCRIPT.length);
    for (const coding of ['', 'identity', 'br', 'gzip;q=0', 'deflate, gzip; q=0.0'])
      expect((await accepting(coding)).text, coding).toBe(SCRIPT);
  });

  it('is asked for again each time, its hashed files never', async () => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const index = await ask(listener);
    expect(index.headers['cache-control']).toBe('no-cache');
    const script = await ask(listener, { path: SCRIPT_PATH });
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const again = await ask(listener, { headers: { 'if-none-match': String(index.headers.etag) } });
    expect(again).toMatchObject({ status: 304, text: '' });
    const changed = await ask(listener, { headers: { 'if-none-match': String(script.headers.etag) } });
    expect(changed).toMatchObject({ status: 200, text: INDEX });
  });

  it('answers HEAD as GET, without the content', async () => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const { status, headers, text } = await ask(listener, { method: 'HEAD' });
    expect({ status, text }).toEqual({ status: 200, text: '' });
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/..\\secret.txt',
    '//secret.txt',
    '/assets/',
    '/index.html/../../secret.txt',
    '/constructor',
  ])('has no way out of its folder: %s', async (path) => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const { status, text } = await ask(listener, { path });
    expect([400, 404]).toContain(status);
    expect(text).not.toContain('secret');
  });

  it('is that of the time when the worker started', async () => {
    const folder = await pageFolder();
    const { listener } = await openWorker({ page: folder });
    expect((await ask(listener)).text).toBe(INDEX);
    await writeFile(join(folder, 'index.html'), 'half a pa');
    await writeFile(join(folder, 'new.js'), 'new');
    expect((await ask(listener)).text).toBe(INDEX);
    expect((await ask(listener, { path: '/new.js' })).status).toBe(404);
  });

  it('that is not built is told when the worker starts', async () => {
    const lines: string[] = [];
    const log = pino({ level: 'warn', base: null, timestamp: false }, { write: (line) => lines.push(line) });
    await openWorker({ page: join(await pageFolder(), 'missing'), log });
    await vi.waitFor(() => expect(lines).toHaveLength(1), 30_000);
    expect(lines[0]).toContain('The page is not built. Run');
    const { listener } = await openWorker({ page: await pageFolder(), log });
    await ask(listener);
    expect(lines).toHaveLength(1);
  });

  it('that is not built is a sentence that tells what to run', async () => {
    const folder = await pageFolder();
    await mkdir(join(folder, 'empty'));
    for (const page of [join(folder, 'missing'), join(folder, 'empty')]) {
      const { listener } = await openWorker({ page });
      const { status, text } = await ask(listener);
      expect(status).toBe(503);
      expect(text).toBe(
        'The page is not built. Run "npm run build:dashboard" in the checkout, then start the worker again.\n',
      );
    }
    const { listener } = await openWorker({ page: join(folder, 'index.html') });
    expect((await ask(listener)).text).toContain("The files of the page can't be read");
  });
});

describe('every answer', () => {
  it.each([
    ['the page', '/', {}, 200],
    ['a file', SCRIPT_PATH, {}, 200],
    ['nothing', '/nothing', {}, 404],
    ['health', '/healthz', {}, 200],
    ['no token', '/metrics', {}, 401],
    ['a link', `/?token=${encodeURIComponent(TOKEN)}`, {}, 303],
    ['another host', '/', { host: 'evil.example' }, 403],
    ['a Host that is none', '/', { host: 'localhost:99999' }, 400],
    ['an address that is none', '/..\\x', {}, 400],
  ])('forbids frames, foreign scripts and guessed types: %s', async (_, path, headers, expected) => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const answer = await ask(listener, { path, headers });
    expect(answer.status).toBe(expected);
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    const policy = String(answer.headers['content-security-policy']).split('; ');
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data: blob:",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy).toContain(rule);
  });

  it('lets the page connect to its own worker only, by the name that the browser knows', async () => {
    const { listener } = await openWorker({ page: await pageFolder() });
    const policyFor = async (host: string) =>
      (await ask(listener, { headers: { host } })).headers['content-security-policy'];
    expect(await policyFor('localhost:9000')).toContain("connect-src 'self' ws://localhost:9000;");
    expect(await policyFor('127.0.0.1')).toContain("connect-src 'self' ws://127.0.0.1;");
    for (const host of ['evil.example', 'x;script-src', 'localhost:9/;script-src'])
      expect(await policyFor(host), host).not.toMatch(/ws:.*;script-src|evil/);
  });
});
