import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { encodeFrame } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containing } from './testing/matchers.ts';
import { openWorker, TOKEN } from './testing/open-worker.ts';

const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

/** JSON text that may look like a request. */
const text = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record(
      {
        command: fc.oneof(
          fc.constantFrom('ping', 'hk_get', 'cancel', 'subscribe', ...PROTOTYPE_NAMES),
          fc.jsonValue(),
        ),
        params: fc.oneof(
          fc.dictionary(fc.constantFrom('topic', 'id', 'number', ...PROTOTYPE_NAMES), fc.jsonValue()),
          fc.jsonValue(),
        ),
        id: fc.oneof(fc.constantFrom(...PROTOTYPE_NAMES), fc.integer(), fc.jsonValue()),
        timeout: fc.oneof(fc.double(), fc.jsonValue()),
        progress: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((message) => JSON.stringify(message)),
);

/** Bytes that may look like a binary frame. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(
      fc.oneof(text, fc.constant('{"command":"ping","params":{"$array":{}}}')),
      fc.integer({ min: 0, max: 300 }),
    )
    .map(([header, claimed]) => {
      const frame = Buffer.alloc(4 + Buffer.byteLength(header) + 16);
      frame.writeUInt32LE(claimed, 0);
      frame.write(header, 4);
      return frame;
    }),
);

describe('promise 6: "No message can break the worker or the client"', () => {
  it('answers any text and any bytes, once each, and disturbs nobody', async () => {
    const { backend, clock, connect } = await openWorker();
    backend.rules.set('hk_get', () => ({}));
    backend.rules.set('state_get', () => ({ modules: {} }));
    const bystander = await connect();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, bytes), { maxLength: 20 }), async (frames) => {
        const client = await connect();
        for (const frame of frames) client.send(typeof frame === 'string' ? frame : Buffer.from(frame));
        client.send({ command: 'status', id: 'the last one' });
        client.send({ command: 'ping' });
        let final = 0;
        for (;;) {
          const message = await client.next();
          expect(JSON.stringify(message)).not.toMatch(/\n {4}at |node_modules|"internal"/);
          if ('status' in message || message['event'] === 'error') final++;
          if (final === frames.length + 2) break;
        }
        expect(client.socket.readyState).toBe(client.socket.OPEN);
        await client.close();
      }),
      { numRuns: 150 },
    );
    clock.advance(0);
    expect(await bystander.request({ command: 'ping' })).toEqual({ status: 'ok', data: 'pong' });
    expect(bystander.unread).toEqual([]);
  });

  it('"A frame that can\'t be parsed ... is answered in its turn with bad_message", also if it is not UTF-8', async () => {
    const { listener, connect } = await openWorker();
    const client = await connect();
    client.socket.send(Buffer.from([0xff, 0xfe, 0x7b]), { binary: false });
    client.send('{"command": "ping"');
    client.send('[]');
    client.send({ command: 'ping', id: {} });
    client.send({ command: 'ping', id: 'good', timeout: -1 });
    const answers = await client.take(5);
    expect(answers.map(({ error }) => error)).toEqual(Array(5).fill({ code: 'bad_message', effect: 'none' }));
    expect(answers.map(({ id }) => id)).toEqual([undefined, undefined, undefined, undefined, 'good']);
    const { data } = await client.request({ command: 'status' });
    expect(data).toMatchObject({ counters: { malformed: 5 } });
    expect(listener.sessionCount).toBe(1);
  });

  it('reports a duplicate of an id in flight by an event, and does not execute it', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'hk_get', id: 'constructor' });
    const running = await backend.nth(0);
    client.send({ command: 'hk_get', id: 'constructor' });
    expect(await client.next()).toMatchObject({
      event: 'error',
      error: { code: 'duplicate_id', effect: 'none', id: 'constructor' },
    });
    running.finish({});
    expect(await client.next()).toEqual({ status: 'ok', data: {}, id: 'constructor' });
    expect(backend.started).toHaveLength(1);
  });

  it('treats prototype names as names', async () => {
    const { connect } = await openWorker();
    const client = await connect();
    for (const name of PROTOTYPE_NAMES) {
      client.send(`{"command": ${JSON.stringify(name)}, "id": ${JSON.stringify(name)}, "${name}": 1}`);
      expect(await client.next()).toMatchObject({ error: { code: 'unknown_command' }, id: name });
      client.send(`{"command": "pid_get", "id": 1, "params": {${JSON.stringify(name)}: 1}}`);
      expect(await client.next()).toMatchObject({
        data: containing(`pid_get has no parameter "${name}"`),
        error: { code: 'invalid_params' },
      });
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('survives nesting without end and names without end', async () => {
    const { connect } = await openWorker();
    const client = await connect();
    const deep = `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`;
    client.send(`{"command": "pid_set_setpoint", "params": {"value": ${deep}}, "id": 1}`);
    expect(await client.next()).toMatchObject({ error: { code: 'invalid_params' }, id: 1 });
    client.send(`{"command": "ping", "params": {"a": ${deep}}, "id": 2}`);
    expect(await client.next()).toMatchObject({ error: { code: 'invalid_params' }, id: 2 });
    const long = await client.request({ command: 'x'.repeat(1_000_000), id: 3 });
    expect(JSON.stringify(long).length).toBeLessThan(400);
    client.send({
      command: 'ping',
      params: Object.fromEntries(Array.from({ length: 1000 }, (_, key) => [key, 0])),
    });
    expect(String((await client.next())['data'])).toContain('There are 997 more problems.');
  });

  it('takes arrays from a binary frame as they are', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    for (let padding = 0; padding < 8; padding++) {
      const params = { data: Float32Array.of(0, 0.5, -0.5, 1) };
      client.send(
        Buffer.from(encodeFrame({ command: 'asg_setup', params, id: 'x'.repeat(padding + 1) }, 'binary')),
      );
      const running = await backend.nth(padding);
      expect(running.params).toEqual({ ...params, channel: 'asg0' });
      running.finish({});
      await client.next();
    }
  });

  it('survives connections that say nothing, half of something, or garbage', async () => {
    const { listener, connect } = await openWorker();
    const say = (something: string | Buffer) => {
      const socket = connectTcp(listener.port, '127.0.0.1', () => socket.write(something));
      socket.on('error', () => undefined);
      return socket;
    };
    const sockets = [
      say(''),
      say('GET / HTTP/1.1\r\nHost: localh'),
      say(Buffer.alloc(100_000, 0xa5)),
      say(
        `GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      ),
      say('GET http://[bad HTTP/1.1\r\nHost: [\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
      say('GET // HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
    ];
    const client = await connect();
    client.socket.on('error', () => undefined);
    for (const socket of sockets) socket.resetAndDestroy();
    expect((await client.request({ command: 'ping' }))['data']).toBe('pong');
  });

  it('survives a frame that breaks the WebSocket protocol: only that connection ends', async () => {
    const { listener, connect } = await openWorker();
    const good = await connect();
    const bad = connectTcp(listener.port, '127.0.0.1');
    const ended = once(bad, 'close');
    bad.write(
      `GET /?token=${encodeURIComponent(TOKEN)} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    let received = '';
    for await (const chunk of bad) {
      received += String(chunk);
      if (received.includes('"sessions":256') && bad.writable) bad.end(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    }
    await ended;
    expect((await good.request({ command: 'ping' }))['data']).toBe('pong');
    expect(listener.sessionCount).toBe(1);
  });
});
