import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { CommandResult } from '../catalogue/index.ts';
import { encodeFrame } from '../protocol/frames.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { FIRST_DELAY } from './backoff.ts';
import { EchoWorker, failure, type Request } from './testing/echo-worker.ts';

let echo: EchoWorker;

beforeEach(async () => {
  echo = await EchoWorker.start();
});

afterEach(async () => {
  await echo.close();
});

describe('a subscription', () => {
  const subscribed = (request: Request): object =>
    request['command'] === 'subscribe'
      ? { status: 'ok', data: { subscription: 's-1', topic: 'board' } }
      : { status: 'ok', data: { unsubscribed: true } };

  it('calls its listener, and ends in the worker when it is closed', async () => {
    const client = await echo.attach();
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
    const client = await echo.attach();
    echo.answer = () => ({ status: 'error', data: 'Too many.', error: { code: 'busy', effect: 'none' } });
    expect(await failure(client.subscribe('worker'))).toMatchObject({ code: 'busy' });
  });

  it('that begins when the worker greets again is asked for once', async () => {
    const clock = new ManualClock();
    const client = await echo.attach({ clock, random: () => 1 });
    echo.answer = subscribed;
    const begun = new Promise((resolve) => {
      client.on('greeting', () => resolve(client.subscribe('board')));
    });
    const lost = new Promise((resolve) => {
      client.on('lost', resolve);
    });
    echo.sockets[0]?.terminate();
    await lost;
    clock.advance(FIRST_DELAY * 1000);
    await begun;
    await client.command('pid_get');
    expect(echo.requests.filter(({ command }) => command === 'subscribe')).toHaveLength(1);
  });

  it('asks for traces with what it was given, after a reconnect as well', async () => {
    const clock = new ManualClock();
    const client = await echo.attach({ clock, random: () => 1 });
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
    const client = await echo.attach();
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
    const client = await echo.attach();
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
