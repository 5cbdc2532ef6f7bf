import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { WebSocket } from 'ws';
import type { CommandError } from '../protocol/errors.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { FIRST_DELAY } from './backoff.ts';
import { EchoWorker, FRAME_BYTES, failure } from './testing/echo-worker.ts';

let echo: EchoWorker;

beforeEach(async () => {
  echo = await EchoWorker.start();
});

afterEach(async () => {
  await echo.close();
});

describe('a command', () => {
  it('is typed by the catalogue', async () => {
    const client = await echo.attach();
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
    const client = await echo.attach();
    echo.answer = () => ({ status: 'error', data: 'No.', error: { code: 'internal', effect: 'unknown' } });
    const error = await failure(client.command('pid_get'));
    expect(error.stack).toMatch(/^CommandError: No\.\n[\s\S]+client\.test\.ts/);
  });

  it('carries arrays as views in both directions', async () => {
    const client = await echo.attach();
    const data = Float32Array.from({ length: 4096 }, (_, index) => Math.sin(index));
    const result = await client.commandByName('asg_setup', { data, pair: [data, data] });
    expect(result).toEqual({ data, pair: [data, data] });
  });

  it('is refused before it is sent if it is larger than the worker accepts', async () => {
    const client = await echo.attach();
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
    const client = await echo.attach({ webSocket: Congested, arrays: 'json' });
    expect(await failure(client.command('ping'))).toMatchObject({ code: 'busy', effect: 'none' });
  });

  it('is not sent if it was cancelled before', async () => {
    const client = await echo.attach();
    const error = await failure(client.command('ping', {}, { signal: AbortSignal.abort('enough') }));
    expect(error).toMatchObject({ code: 'cancelled', effect: 'none', cause: 'enough' });
    expect(echo.requests).toHaveLength(1);
  });

  it("that can't be written as a frame is refused", async () => {
    const client = await echo.attach();
    expect(await failure(client.commandByName('ping', { value: 1n }))).toMatchObject({
      code: 'invalid_params',
    });
  });

  it('leaves no listener on the signal of its caller', async () => {
    const client = await echo.attach();
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
    const client = await echo.attach();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, value) => client.commandByName('pid_set_setpoint', { value })),
    );
    expect(answers).toEqual(Array.from({ length: 1000 }, (_, value) => ({ value })));
  });
});

describe('a client', () => {
  it("tells of the worker's state, and its greeting follows", async () => {
    const client = await echo.attach();
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
    const client = await echo.attach({ clock });
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
    const client = await echo.attach({ clock, random: () => 1 });
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
    const client = await echo.attach({ clock, webSocket: WebSocket });
    const seen = new Promise((resolve) => {
      echo.sockets[0]?.on('close', resolve);
    });
    clock.advance(6000);
    expect(client.state).toBe('lost');
    expect(await seen).toBe(1006);
  });

  it('is closed by a loss if it shall not reconnect', async () => {
    const client = await echo.attach({ reconnect: false });
    const closed = new Promise((resolve) => {
      client.on('state', resolve);
    });
    echo.sockets[0]?.terminate();
    expect(await closed).toBe('closed');
  });

  it('stops trying when it is closed', async () => {
    const clock = new ManualClock();
    const client = await echo.attach({ clock });
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
      await using client = await echo.attach();
      waiting = failure(client.command('asg_setup', { frequency: 1000 }));
    }
    expect(await waiting).toMatchObject({ code: 'worker_lost', effect: 'unknown' });
  });

  it('logs irregularities once, without frames of the peer becoming kinds of their own', async () => {
    const lines: unknown[] = [];
    const line = (_: object, sentence: string): unknown => lines.push(sentence);
    const client = await echo.attach({ logger: { debug: line, info: line, warn: line, error: line } });
    for (let count = 0; count < 100; count += 1) echo.sockets[0]?.send(`rubbish ${count}`);
    await client.command('pid_get');
    expect(client.counters.malformed).toBe(100);
    expect(lines).toEqual(['A frame of the worker was ignored.']);
  });
});
