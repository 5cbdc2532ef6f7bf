import { describe, expect, it } from 'vitest';
import { openWorker } from './testing/open-worker.ts';

describe('promise 7: "Bounded everywhere"', () => {
  it('in_flight: ends in a clear busy, and still answers ping and cancel', async () => {
    const { backend, connect } = await openWorker({ limits: { in_flight: 3 } });
    const client = await connect();
    for (let id = 1; id <= 3; id++) client.send({ command: 'pid_get', id });
    await backend.nth(2);
    expect(await client.request({ command: 'hk_get', id: 4 })).toMatchObject({
      data: 'This connection has 3 commands in flight, the most it may have. Nothing was done; wait for answers before you send more.',
      error: { code: 'busy', effect: 'none' },
      id: 4,
    });
    expect((await client.request({ command: 'ping', id: 5 }))['data']).toBe('pong');
    (await backend.nth(0)).finish({});
    await client.next();
    client.send({ command: 'hk_get', id: 6 });
    (await backend.nth(3)).finish({});
    expect(await client.next()).toMatchObject({ status: 'ok', id: 6 });
  });

  it('in_flight: id-less requests beyond it are refused in their turn', async () => {
    const { backend, connect } = await openWorker({ limits: { in_flight: 2 } });
    const client = await connect();
    client.send({ command: 'scope_acquire' });
    const running = await backend.nth(0);
    client.send({ command: 'ping' });
    for (let index = 0; index < 5000; index++) client.send({ command: 'ping' });
    await client.request({ command: 'ping', id: 1 });
    expect(client.unread).toEqual([]);
    running.finish('trace');
    const answers = await client.take(5002);
    expect(answers[0]?.['data']).toBe('trace');
    expect(answers[1]?.['data']).toBe('pong');
    expect(
      answers.slice(2).every(({ error }) => JSON.stringify(error) === '{"code":"busy","effect":"none"}'),
    ).toBe(true);
  });

  it('lane_queue: ends in a clear busy', async () => {
    const { backend, connect } = await openWorker({ limits: { lane_queue: 2 } });
    const client = await connect();
    for (let id = 1; id <= 3; id++) client.send({ command: 'pid_set_setpoint', params: { value: id }, id });
    expect(await client.request({ command: 'pid_set_setpoint', params: { value: 4 }, id: 4 })).toMatchObject({
      error: { code: 'busy', effect: 'none' },
      id: 4,
    });
    expect(backend.started).toHaveLength(1);
  });

  it('frame_bytes: too_large, and beyond twice the limit 1009', async () => {
    const { connect } = await openWorker({ limits: { frame_bytes: 1000 } });
    const client = await connect();
    expect(await client.request({ command: 'ping', pad: 'x'.repeat(1000) })).toMatchObject({
      error: { code: 'too_large', effect: 'none' },
    });
    expect((await client.request({ command: 'ping' }))['data']).toBe('pong');
    client.send({ command: 'ping', pad: 'x'.repeat(2000) });
    expect(await client.closed).toBe(1009);
  });

  it('sessions: the greeting is busy, then 4429', async () => {
    const { connect, listener, sessionCounts } = await openWorker({ limits: { sessions: 1 } });
    const first = await connect();
    const second = await connect();
    expect(await second.closed).toBe(4429);
    await first.close();
    expect(await (await connect()).request({ command: 'ping' })).toEqual({ status: 'ok', data: 'pong' });
    expect(listener.sessionCount).toBe(1);
    expect(sessionCounts).toEqual([1, 0, 1]);
  });

  it('subscriptions: ends in a clear busy', async () => {
    const { connect } = await openWorker({ limits: { subscriptions: 1 } });
    const client = await connect();
    client.send({ command: 'subscribe', params: { topic: 'worker' }, id: 1 });
    await client.take(2);
    expect(await client.request({ command: 'subscribe', params: { topic: 'worker' }, id: 2 })).toMatchObject({
      error: { code: 'busy', effect: 'none' },
    });
  });

  it('unsent_bytes: "Responses are never dropped: over the byte limit the worker stops reading that connection"', async () => {
    const { backend, clock, connect } = await openWorker({ limits: { unsent_bytes: 100_000 } });
    backend.rules.set('scope_acquire', () => 'x'.repeat(1_000_000));
    const [lazy, other] = [await connect(), await connect()];
    lazy.socket.pause();
    for (let id = 0; id < 100; id++) lazy.send({ command: 'scope_acquire', id });
    let stalled = 0;
    while (stalled === 0) {
      const { data } = await other.request({ command: 'status' });
      stalled = JSON.stringify(data).includes('"stalled_readers":0') ? 0 : 1;
    }
    clock.advance(5000);
    lazy.socket.resume();
    const answers = await lazy.take(100);
    expect(answers.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, id) => id));
    // The worker has heard of it again before time goes on.
    await lazy.request({ command: 'ping' });
    clock.advance(5500);
    expect((await lazy.request({ command: 'ping' }))['data']).toBe('pong');
  });

  it('unsent_bytes: "and after 10 s closes it (4408)"', async () => {
    const { backend, clock, listener, connect } = await openWorker({ limits: { unsent_bytes: 100_000 } });
    backend.rules.set('scope_acquire', () => 'x'.repeat(1_000_000));
    const [lazy, other] = [await connect(), await connect()];
    lazy.socket.pause();
    for (let id = 0; id < 100; id++) lazy.send({ command: 'scope_acquire', id });
    while (!JSON.stringify(await other.request({ command: 'status' })).includes('"stalled_readers":1'));
    lazy.send({ command: 'pid_set_setpoint', params: { value: 1 }, id: 'not read in time' });
    for (let second = 0; second < 10; second += 2) {
      expect(listener.sessionCount).toBe(2);
      clock.advance(2000);
      await other.request({ command: 'ping' });
    }
    lazy.socket.resume();
    expect(await lazy.closed).toBe(4408);
    expect(backend.started.some(({ command }) => command === 'pid_set_setpoint')).toBe(false);
    expect((await other.request({ command: 'ping' }))['data']).toBe('pong');
  });
});
