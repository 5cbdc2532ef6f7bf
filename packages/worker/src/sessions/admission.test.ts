import { request } from 'node:http';
import { hostname } from 'node:os';
import { describe, expect, it } from 'vitest';
import { Admission } from './admission.ts';
import { containing, matching } from './testing/matchers.ts';
import { openWorker, TOKEN } from './testing/open-worker.ts';
import { RawClient } from './testing/raw-client.ts';

/** Status and body of the answer to a WebSocket handshake that is refused. */
async function handshake(url: string, headers: Record<string, string>): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const attempt = request(url.replace('ws:', 'http:'), {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    attempt.on('error', reject);
    attempt.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve([response.statusCode ?? 0, String(response.headers['sec-websocket-protocol'])]);
    });
    attempt.on('response', (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += String(chunk);
      });
      response.on('end', () => resolve([response.statusCode ?? 0, body]));
    });
    attempt.end();
  });
}

describe('connecting', () => {
  it('"The greeting: always the first frame"', async () => {
    const { listener } = await openWorker();
    const client = new RawClient(`${listener.url}?token=${encodeURIComponent(TOKEN)}`, {
      protocols: ['pyrpl-mux.v2', 'pyrpl-mux.v1'],
    });
    client.socket.on('open', () => client.send({ command: 'ping' }));
    expect(await client.next()).toEqual({
      status: 'ok',
      data: {
        protocol: 'pyrpl-mux.v1',
        worker: { version: '0.1.0', pid: process.pid, started: matching(/^\d{4}-.*Z$/) },
        board: { key: 'sim:default', input_range: { in1: 'LV', in2: 'HV' } },
        backend: 'board',
        state: 'ready',
        reason: null,
        session: 1,
        access: 'operate',
        limits: {
          in_flight: 256,
          lane_queue: 1024,
          frame_bytes: 8_388_608,
          unsent_bytes: 33_554_432,
          subscriptions: 32,
          sessions: 256,
        },
      },
    });
    expect(client.socket.protocol).toBe('pyrpl-mux.v1');
    expect((await client.next())['data']).toBe('pong');
    await client.close();
  });

  it.each([
    ['missing', '', {}],
    ['wrong', '?token=guess', {}],
    ['wrong', '', { authorization: 'Bearer guess' }],
    ['wrong', `?token=${TOKEN}`, { authorization: 'Bearer guess' }],
  ])('"A wrong or missing token is answered inside the WebSocket": %s %s', async (what, query, headers) => {
    const { listener } = await openWorker();
    const client = new RawClient(`${listener.url}${query}`, { headers });
    client.socket.on('open', () => client.send({ command: 'shutdown' }));
    expect(await client.next()).toMatchObject({
      status: 'error',
      data: containing(`The token is ${what}.`),
      error: { code: 'unauthorized', effect: 'none' },
    });
    expect(await client.closed).toBe(4401);
    expect(client.unread).toEqual([]);
  });

  it('"Only unknown ones offered: the handshake ends with HTTP 400"', async () => {
    const { listener } = await openWorker();
    const [status, body] = await handshake(listener.url, { 'sec-websocket-protocol': 'mqtt' });
    expect(status).toBe(400);
    expect(body).toContain('pyrpl-mux.v1');
  });

  it('"a browser\'s Origin must be the worker\'s own address or one it was told to accept, else HTTP 403"', async () => {
    const { listener } = await openWorker({ allowOrigins: ['http://lab.example:5173'] });
    const from = async (origin: string, host = `127.0.0.1:${listener.port}`) =>
      (await handshake(listener.url, { origin, host }))[0];
    expect(await from(`http://127.0.0.1:${listener.port}`)).toBe(101);
    expect(await from(`http://localhost:${listener.port}`, `localhost:${listener.port}`)).toBe(101);
    expect(await from('http://lab.example:5173')).toBe(101);
    expect(await from('http://lab.example')).toBe(403);
    expect(await from('http://127.0.0.1:1')).toBe(403);
    expect(await from('null')).toBe(403);
    expect(await from(`https://127.0.0.1:${listener.port}`)).toBe(403);
    expect(await from(`http://evil.example:${listener.port}`, `evil.example:${listener.port}`)).toBe(403);
  });

  it('a link for others names this computer, where the worker listens for them', () => {
    const linkHost = (listen: string, host: string): string =>
      new Admission({ token: TOKEN, listen, allowOrigins: [] }).hostForOthers(host, 8765);
    const name = hostname().toLowerCase();
    expect(linkHost('0.0.0.0', '127.0.0.1:8765')).toBe(`${name}:8765`);
    expect(linkHost('::', 'localhost:8765')).toBe(`${name}:8765`);
    // Through a tunnel, whose port others do not reach.
    expect(linkHost('0.0.0.0', 'localhost:9000')).toBe(`${name}:8765`);
    expect(linkHost('0.0.0.0', '192.168.1.7:8765')).toBe('192.168.1.7:8765');
    expect(linkHost('127.0.0.1', 'localhost:9000')).toBe('localhost:9000');
  });

  it('accepts no other path', async () => {
    const { listener } = await openWorker();
    expect((await handshake(`${listener.url}admin`, {}))[0]).toBe(404);
  });

  it('fails with the reason if the port is taken', async () => {
    const { listener } = await openWorker();
    await expect(openWorker({ port: listener.port })).rejects.toThrow('EADDRINUSE');
  });
});
