import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { CommandResult } from '../catalogue/index.ts';
import { CommandError } from '../protocol/errors.ts';
import { decodeFrame, encodeFrame } from '../protocol/frames.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { FIRST_DELAY } from './backoff.ts';
import type { Client } from './client.ts';
import type { ConnectOptions } from './client-options.ts';
import { connect } from './connect.ts';

const FRAME_BYTES = 100_000;

const greeting = {
  protocol: 'pyrpl-mux.v1',
  worker: { version: '0.1.0', pid: 4711, started: '2026-11-22T15:00:00.000Z' },
  board: { key: 'sim:default', input_range: { in1: 'LV', in2: 'LV' } },
  backend: 'board',
  state: 'ready',
  reason: null,
  session: 1,
  limits: {
    in_flight: 256,
    lane_queue: 1024,
    frame_bytes: FRAME_BYTES,
    unsent_bytes: 33_554_432,
    subscriptions: 32,
    sessions: 256,
  },
};

type Request = Record<string, unknown>;

/** A worker that greets, and answers each request with whatever `answer` returns; undefined is no answer. */
interface Echo {
  readonly server: WebSocketServer;
  readonly requests: Request[];
  readonly urls: string[];
  readonly sockets: WebSocket[];
  answer: (request: Request) => object | undefined;
}

let echo: Echo;
let clients: Client[];

beforeEach(async () => {
  clients = [];
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  echo = {
    server,
    requests: [],
    urls: [],
    sockets: [],
    answer: (request) => ({ status: 'ok', data: request['params'] }),
  };
  server.on('connection', (socket, { url = '' }) => {
    echo.urls.push(url);
    echo.sockets.push(socket);
    socket.send(JSON.stringify({ status: 'ok', data: greeting }));
    socket.on('message', (data: Buffer, binary: boolean) => {
      const request = decodeFrame(binary ? data : data.toString()) as Request;
      echo.requests.push(request);
      const answer = echo.answer(request);
      if (answer !== undefined) socket.send(encodeFrame({ ...answer, id: request['id'] }, 'binary'));
    });
  });
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
});

afterEach(async () => {
  for (const client of clients) {
    client.close();
    expect(client.pending, 'promise 8: "After every test it is empty"').toEqual([]);
  }
  for (const socket of echo.sockets) socket.terminate();
  await new Promise((resolve) => {
    echo.server.close(resolve);
  });
});

async function attach(options: ConnectOptions = {}): Promise<Client> {
  const { port } = echo.server.address() as AddressInfo;
  const client = await connect(`ws://127.0.0.1:${port}/`, options);
  clients.push(client);
  return client;
}

function failure(promise: Promise<unknown>): Promise<CommandError> {
  return promise.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => {
      if (error instanceof CommandError) return error;
      throw error;
    },
  );
}

describe('connecting', () => {
  it('sends the token in the URL, and says who is calling', async () => {
    const client = await attach({ token: 'a+b&c', client: 'scan.py', version: '2' });
    expect(new URLSearchParams(echo.urls[0]?.slice(1)).get('token')).toBe('a+b&c');
    expect(echo.requests).toMatchObject([
      { command: 'hello', params: { client: 'scan.py', version: '2', arrays: 'binary' } },
    ]);
    expect(client.greeting).toEqual(greeting);
    expect(client.state).toBe('ready');
  });

  it('needs no hello where there is nothing to say', async () => {
    await attach({ arrays: 'json' });
    expect(echo.requests).toEqual([]);
  });

  it('fails with the sentence of a worker that refuses the hello', async () => {
    echo.answer = () => ({
      status: 'error',
      data: 'client is too long.',
      error: { code: 'invalid_params', effect: 'none' },
    });
    expect(await failure(attach({ client: 'x'.repeat(300) }))).toMatchObject({
      code: 'invalid_params',
      message: 'client is too long.',
    });
  });

  it('fails at once where nobody listens, and the sentence holds no token', async () => {
    const error = await failure(connect('ws://127.0.0.1:1/', { token: 'secret' }));
    expect(error).toMatchObject({ code: 'worker_lost', effect: 'none' });
    expect(error.message).toContain('ws://127.0.0.1:1/');
    expect(error.message).not.toContain('secret');
  });

  it.each(['http://127.0.0.1:8765/', '127.0.0.1:8765', ''])(
    'refuses an address of another kind: %j',
    async (url) => {
      await expect(connect(url)).rejects.toThrow(/looks like ws:\/\/127\.0\.0\.1:8765/);
    },
  );

  it('can be cancelled before and meanwhile', async () => {
    const clock = new ManualClock();
    expect(await failure(attach({ signal: AbortSignal.abort(), clock }))).toMatchObject({
      code: 'cancelled',
    });
    const abort = new AbortController();
    const attempt = failure(attach({ signal: abort.signal, clock }));
    abort.abort();
    expect(await attempt).toMatchObject({ code: 'cancelled' });
    expect(clock.armed).toBe(0);
  });
});

describe('a command', () => {
  it('is typed by the catalogue', async () => {
    const client = await attach();
    const types = (): unknown => {
      expectTypeOf(client.command('ping')).resolves.toEqualTypeOf<'pong'>();
      expectTypeOf(client.command('pid_set_setpoint', { value: 1 })).resolves.toEqualTypeOf<number>();
      // @ts-expect-error: the value is missing
      void client.command('pid_set_setpoint');
      // @ts-expect-error: no such parameter
      void client.command('asg_setup', { frequenzy: 1 });
      // @ts-expect-error: no such command
      return client.command('launch');
    };
    expect(types).toBeTypeOf('function');
  });

  it('shows the line of the caller in the stack of its error', async () => {
    const client = await attach();
    echo.answer = () => ({ status: 'error', data: 'No.', error: { code: 'internal', effect: 'unknown' } });
    const error = await failure(client.command('pid_get'));
    expect(error.stack).toMatch(/^CommandError: No\.\n[\s\S]+client\.test\.ts/);
  });

  it('carries arrays as views in both directions', async () => {
    const client = await attach();
    const data = Float32Array.from({ length: 4096 }, (_, index) => Math.sin(index));
    const result = await client.commandByName('asg_setup', { data, pair: [data, data] });
    expect(result).toEqual({ data, pair: [data, data] });
  });

  it('is refused before it is sent if it is larger than the worker accepts', async () => {
    const client = await attach();
    const error = await failure(
      client.commandByName('asg_setup', { data: new Float64Array(FRAME_BYTES / 8) }),
    );
    expect(error).toMatchObject({ code: 'too_large', effect: 'none' });
    expect(echo.requests).toHaveLength(1);
  });

  it('is refused if the socket is far behind', async () => {
    class Congested extends globalThis.WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols);
        Object.defineProperty(this, 'bufferedAmount', { value: 2 * FRAME_BYTES + 1 });
      }
    }
    const client = await attach({ webSocket: Congested, arrays: 'json' });
    expect(await failure(client.command('ping'))).toMatchObject({ code: 'busy', effect: 'none' });
  });

  it('is not sent if it was cancelled before', async () => {
    const client = await attach();
    const error = await failure(client.command('ping', {}, { signal: AbortSignal.abort('enough') }));
    expect(error).toMatchObject({ code: 'cancelled', effect: 'none', cause: 'enough' });
    expect(echo.requests).toHaveLength(1);
  });

  it("that can't be written as a frame is refused", async () => {
    const client = await attach();
    expect(await failure(client.commandByName('ping', { value: 1n }))).toMatchObject({
      code: 'invalid_params',
    });
  });

  it('leaves no listener on the signal of its caller', async () => {
    const client = await attach();
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    await Promise.all(Array.from({ length: 20 }, () => client.command('pid_get', {}, { signal })));
    expect(listeners).toBe(0);
  });

  it('gets its own answer among 1000 in flight', async () => {
    const client = await attach();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, value) => client.commandByName('pid_set_setpoint', { value })),
    );
    expect(answers).toEqual(Array.from({ length: 1000 }, (_, value) => ({ value })));
  });
});

describe('a client', () => {
  it("tells of the worker's state, and its greeting follows", async () => {
    const client = await attach();
    const told = new Promise((resolve) => {
      client.on('worker', resolve);
    });
    echo.sockets[0]?.send(
      '{"event": "state", "data": {"state": "board_lost", "reason": "It does not answer."}}',
    );
    expect(await told).toEqual({ state: 'board_lost', reason: 'It does not answer.' });
    expect(client.greeting).toMatchObject({ state: 'board_lost', reason: 'It does not answer.' });
  });

  it('connects again after a loss, and says so', async () => {
    const clock = new ManualClock();
    const client = await attach({ clock });
    const states: string[] = [];
    const lost = new Promise<CommandError>((resolve) => {
      client.on('lost', resolve);
    });
    const back = new Promise((resolve) => {
      client.on('greeting', resolve);
    });
    client.on('state', (state) => states.push(state));
    echo.sockets[0]?.terminate();
    expect(await lost).toMatchObject({ code: 'worker_lost' });
    clock.advance(1000);
    await back;
    expect(states).toEqual(['lost', 'connecting', 'ready']);
    expect(await client.commandByName('pid_get', { again: true })).toEqual({ again: true });
  });

  it('starts its delays anew after each success', async () => {
    const clock = new ManualClock();
    const client = await attach({ clock, random: () => 1 });
    for (let loss = 0; loss < 4; loss += 1) {
      const lost = new Promise((resolve) => {
        client.on('lost', resolve);
      });
      const back = new Promise((resolve) => {
        client.on('greeting', resolve);
      });
      echo.sockets.at(-1)?.terminate();
      await lost;
      clock.advance(FIRST_DELAY * 1000);
      await back;
    }
    expect(client.state).toBe('ready');
  });

  it('waits for no goodbye of a frozen worker, where its WebSocket can be terminated', async () => {
    const clock = new ManualClock();
    const client = await attach({ clock, webSocket: WebSocket });
    const seen = new Promise((resolve) => {
      echo.sockets[0]?.on('close', resolve);
    });
    clock.advance(6000);
    expect(client.state).toBe('lost');
    expect(await seen).toBe(1006);
  });

  it('is closed by a loss if it shall not reconnect', async () => {
    const client = await attach({ reconnect: false });
    const closed = new Promise((resolve) => {
      client.on('state', resolve);
    });
    echo.sockets[0]?.terminate();
    expect(await closed).toBe('closed');
  });

  it('stops trying when it is closed', async () => {
    const clock = new ManualClock();
    const client = await attach({ clock });
    const lost = new Promise((resolve) => {
      client.on('lost', resolve);
    });
    echo.sockets[0]?.terminate();
    await lost;
    client.close();
    expect(clock.armed).toBe(0);
  });

  it('can be disposed of, which fails what waits', async () => {
    echo.answer = ({ command, params }) => (command === 'hello' ? { status: 'ok', data: params } : undefined);
    let waiting: Promise<CommandError>;
    {
      await using client = await attach();
      waiting = failure(client.command('asg_setup', { frequency: 1000 }));
    }
    expect(await waiting).toMatchObject({ code: 'worker_lost', effect: 'unknown' });
  });

  it('logs irregularities once, without frames of the peer becoming kinds of their own', async () => {
    const lines: unknown[] = [];
    const line = (_: object, sentence: string): unknown => lines.push(sentence);
    const client = await attach({ logger: { debug: line, info: line, warn: line, error: line } });
    for (let count = 0; count < 100; count += 1) echo.sockets[0]?.send(`rubbish ${count}`);
    await client.command('pid_get');
    expect(client.counters.malformed).toBe(100);
    expect(lines).toEqual(['A frame of the worker was ignored.']);
  });
});

describe('a subscription', () => {
  const subscribed = (request: Request): object =>
    request['command'] === 'subscribe'
      ? { status: 'ok', data: { subscription: 's-1', topic: 'board' } }
      : { status: 'ok', data: { unsubscribed: true } };

  it('calls its listener, and ends in the worker when it is closed', async () => {
    const client = await attach();
    echo.answer = subscribed;
    const events: unknown[] = [];
    const subscription = await client.subscribe('board', ({ data }) => events.push(data));
    echo.sockets[0]?.send(
      '{"event": "board", "subscription": "s-1", "seq": 1, "dropped": 3, "data": "snapshot"}',
    );
    await client.command('pid_get');
    expect(events).toEqual(['snapshot']);
    expect(subscription.dropped).toBe(3);
    await subscription.close();
    await subscription.close();
    expect(echo.requests.at(-1)).toMatchObject({ command: 'unsubscribe', params: { subscription: 's-1' } });
    expect(echo.requests.filter(({ command }) => command === 'unsubscribe')).toHaveLength(1);
  });

  it("fails with the worker's answer", async () => {
    const client = await attach();
    echo.answer = () => ({ status: 'error', data: 'Too many.', error: { code: 'busy', effect: 'none' } });
    expect(await failure(client.subscribe('worker'))).toMatchObject({ code: 'busy' });
  });

  it('asks for traces with what it was given, after a reconnect as well', async () => {
    const clock = new ManualClock();
    const client = await attach({ clock, random: () => 1 });
    echo.answer = subscribed;
    const seen: number[] = [];
    await client.subscribe('scope_trace', { max_rate: 10, max_points: 4 }, ({ data, seq }) => {
      expectTypeOf(data.settings).toEqualTypeOf<CommandResult<'scope_setup'>>();
      seen.push(seq);
    });
    const back = new Promise((resolve) => {
      client.on('greeting', resolve);
    });
    const lost = new Promise((resolve) => {
      client.on('lost', resolve);
    });
    echo.sockets[0]?.terminate();
    await lost;
    clock.advance(FIRST_DELAY * 1000);
    await back;
    await client.command('pid_get');
    echo.sockets[1]?.send(
      encodeFrame(
        { event: 'scope_trace', subscription: 's-1', seq: 7, dropped: 0, data: { voltage: [] } },
        'json',
      ),
    );
    await client.command('pid_get');
    expect(seen).toEqual([7]);
    const asked = echo.requests.filter(({ command }) => command === 'subscribe');
    expect(asked.map(({ params }) => params)).toEqual(
      Array(2).fill({ topic: 'scope_trace', max_rate: 10, max_points: 4 }),
    );
  });

  it('has the newest trace for who iterates slowly, and counts the others', async () => {
    const client = await attach();
    echo.answer = subscribed;
    const traces = await client.subscribe('scope_trace', { max_points: 2 });
    for (let seq = 1; seq <= 5; seq += 1)
      echo.sockets[0]?.send(
        encodeFrame({ event: 'scope_trace', subscription: 's-1', seq, dropped: 1, data: { seq } }, 'json'),
      );
    await client.command('pid_get');
    expect(await traces[Symbol.asyncIterator]().next()).toMatchObject({
      value: { seq: 5, data: { seq: 5 } },
    });
    expect(traces.dropped).toBe(5);
    await traces.close();
  });

  it('ends when the client is closed', async () => {
    const client = await attach();
    echo.answer = subscribed;
    const subscription = await client.subscribe('board');
    const rest = (async () => {
      let count = 0;
      for await (const _ of subscription) count += 1;
      return count;
    })();
    client.close();
    expect(await rest).toBe(0);
    await subscription.close();
  });
});
