import { describe, expect, it } from 'vitest';
import { openWorker, TOKEN } from './testing/open-worker.ts';
import { RawClient } from './testing/raw-client.ts';

const SNAPSHOT = { modules: { pid0: { setpoint: 0 }, asg0: { frequency: 1 } } };

describe('subscriptions: "response, then snapshot, then changes"', () => {
  it('board: tells what changed, as read back, and who changed it', async () => {
    const { backend, connect } = await openWorker();
    backend.rules.set('state_get', () => SNAPSHOT);
    const [watcher, writer] = [await connect(), await connect('scan.py')];
    watcher.send({ command: 'subscribe', params: { topic: 'board' }, id: 1 });
    const [answer, snapshot] = await watcher.take(2);
    expect(answer).toEqual({ status: 'ok', data: { subscription: 's-1', topic: 'board' }, id: 1 });
    expect(snapshot).toEqual({
      event: 'board',
      subscription: 's-1',
      seq: 1,
      dropped: 0,
      data: { modules: SNAPSHOT.modules, by: null },
    });
    writer.send({ command: 'pid_set_setpoint', params: { value: 0.5 }, id: 1 });
    const running = await backend.nth(1);
    backend.change(running.context.number, { pid0: { setpoint: 0.5 } });
    running.finish(0.5);
    expect(await watcher.next()).toEqual({
      event: 'board',
      subscription: 's-1',
      seq: 2,
      dropped: 0,
      data: {
        modules: { pid0: { setpoint: 0.5 } },
        by: { session: 2, client: 'scan.py', command: 'pid_set_setpoint', number: 2 },
      },
    });
  });

  it('board: a change while the snapshot is read is part of it', async () => {
    const { backend, connect } = await openWorker();
    const watcher = await connect();
    watcher.send({ command: 'subscribe', params: { topic: 'board' }, id: 1 });
    const reading = await backend.nth(0);
    expect(reading.command).toBe('state_get');
    backend.change(0, { pid0: { setpoint: 0.5 } });
    reading.finish(SNAPSHOT);
    const [, snapshot] = await watcher.take(2);
    expect(snapshot?.['data']).toEqual({
      modules: { ...SNAPSHOT.modules, pid0: { setpoint: 0.5 } },
      by: null,
    });
  });

  it('board: the snapshot comes when there is a board, and again when it is back', async () => {
    const { backend, clock, connect } = await openWorker();
    backend.rules.set('state_get', () => SNAPSHOT);
    backend.setState({ state: 'starting', reason: null });
    const watcher = await connect();
    await watcher.request({ command: 'subscribe', params: { topic: 'board' }, id: 1 });
    backend.setState({ state: 'ready' });
    expect((await watcher.take(2)).map(({ event }) => event)).toEqual(['state', 'board']);
    backend.setState({ state: 'board_lost', reason: 'unplugged' });
    backend.rules.set('state_get', () => {
      throw new Error('not yet');
    });
    backend.setState({ state: 'ready' });
    await watcher.take(2);
    backend.rules.set('state_get', () => SNAPSHOT);
    await watcher.request({ command: 'ping' });
    clock.advance(1000);
    expect(await watcher.next()).toMatchObject({ event: 'board', seq: 2 });
  });

  it('"To a slow reader board state is coalesced per module: the newest value wins", with a dropped count', async () => {
    const { backend, connect } = await openWorker();
    backend.rules.set('state_get', () => SNAPSHOT);
    backend.rules.set('scope_acquire', () => 'x'.repeat(8_000_000));
    const [slow, other] = [await connect(), await connect()];
    slow.send({ command: 'subscribe', params: { topic: 'board' }, id: 's' });
    await slow.take(2);
    slow.socket.pause();
    slow.send({ command: 'scope_acquire', id: 't' });
    await backend.nth(1);
    await other.request({ command: 'ping' });
    for (let setpoint = 1; setpoint <= 100; setpoint++) backend.change(0, { pid0: { setpoint } });
    backend.change(0, { pid1: { setpoint: -1 } });
    slow.socket.resume();
    expect((await slow.next())['id']).toBe('t');
    expect(await slow.next()).toEqual({
      event: 'board',
      subscription: 's-1',
      seq: 102,
      dropped: 100,
      data: { modules: { pid0: { setpoint: 100 }, pid1: { setpoint: -1 } }, by: null },
    });
  });

  it('goes on with a client that answers only the newest of several pings, as RFC 6455 lets it', async () => {
    const { backend, clock, listener } = await openWorker();
    backend.rules.set('state_get', () => SNAPSHOT);
    const client = new RawClient(`${listener.url}?token=${encodeURIComponent(TOKEN)}`, { autoPong: false });
    const pings: Buffer[] = [];
    client.socket.on('ping', (data) => pings.push(data));
    await client.next();
    client.send({ command: 'subscribe', params: { topic: 'board' }, id: 1 });
    await client.take(2);
    const note = 'x'.repeat(5000);
    for (let setpoint = 1; setpoint <= 3; setpoint++) backend.change(0, { pid0: { setpoint, note } });
    expect((await client.take(2)).map(({ seq }) => seq)).toEqual([2, 3]);
    await expect.poll(() => pings.length).toBe(2);
    expect(await client.request({ command: 'ping' })).toMatchObject({ data: 'pong' });
    clock.advance(2000);
    await expect.poll(() => pings.length).toBe(3);
    client.socket.pong(pings[2]);
    expect(await client.next()).toMatchObject({
      seq: 4,
      dropped: 0,
      data: { modules: { pid0: { setpoint: 3 } } },
    });
    await client.close();
  });

  it('worker: tells of sessions and lanes, on change', async () => {
    const { backend, clock, connect } = await openWorker();
    const watcher = await connect();
    watcher.send({ command: 'subscribe', params: { topic: 'worker' }, id: 1 });
    const [, snapshot] = await watcher.take(2);
    expect(snapshot).toMatchObject({
      event: 'worker',
      data: { state: 'ready', reason: null, sessions: 1, lanes: [] },
    });
    clock.advance(1000);
    const other = await connect();
    other.send({ command: 'scope_acquire', id: 1 });
    (await backend.nth(0)).context.waiting(() => 'armed');
    clock.advance(100);
    expect(await watcher.next()).toMatchObject({
      seq: 2,
      data: { sessions: 2, lanes: [{ module: 'scope', command: 'scope_acquire', waiting: true, queued: 0 }] },
    });
  });

  it('"unsubscribe ends it; no event of it comes after the answer"', async () => {
    const { backend, clock, connect } = await openWorker();
    backend.rules.set('state_get', () => SNAPSHOT);
    const idle = clock.armed;
    const client = await connect();
    for (const topic of ['board', 'worker']) {
      client.send({ command: 'subscribe', params: { topic }, id: topic });
      await client.take(2);
    }
    const unsubscribe = async (subscription: string) =>
      (await client.request({ command: 'unsubscribe', params: { subscription } }))['data'];
    expect(await unsubscribe('s-1')).toEqual({ unsubscribed: true });
    expect(await unsubscribe('s-2')).toEqual({ unsubscribed: true });
    expect(await unsubscribe('s-2')).toEqual({ unsubscribed: false });
    backend.change(0, { pid0: { setpoint: 1 } });
    clock.advance(1000);
    expect(await client.request({ command: 'ping' })).toEqual({ status: 'ok', data: 'pong' });
    expect(clock.armed).toBe(idle);
  });
});
