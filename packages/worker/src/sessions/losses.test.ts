import { describe, expect, it } from 'vitest';
import { openWorker } from './testing/open-worker.ts';

describe('promise 5: "Nobody waits for a corpse"', () => {
  it('"every pending command ends at once" when the board is lost, and the state is announced', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'pid_set_setpoint', params: { value: 1 }, id: 'running' });
    await backend.nth(0);
    client.send({ command: 'pid_set_setpoint', params: { value: 2 }, id: 'queued' });
    await client.request({ command: 'ping', id: 1 });
    backend.setState({ state: 'board_lost', reason: 'The link was reset.' });
    const messages = await client.take(3);
    expect(messages).toContainEqual({
      event: 'state',
      data: { state: 'board_lost', reason: 'The link was reset.' },
    });
    expect(messages.find(({ id }) => id === 'queued')).toMatchObject({
      error: { code: 'board_unavailable', effect: 'none', number: 2 },
    });
    expect(messages.find(({ id }) => id === 'running')).toMatchObject({
      error: { code: 'board_fault', effect: 'unknown', number: 1 },
    });
    expect(await client.request({ command: 'hk_get', id: 2 })).toMatchObject({
      data: 'The worker has no board: The link was reset. Nothing was done; the worker keeps trying.',
      error: { code: 'board_unavailable', effect: 'none' },
    });
    expect((await client.request({ command: 'ping', id: 3 }))['data']).toBe('pong');
    backend.setState({ state: 'ready' });
    expect(await client.next()).toEqual({ event: 'state', data: { state: 'ready', reason: null } });
    client.send({ command: 'hk_get', id: 4 });
    (await backend.nth(1)).finish({});
    expect((await client.next())['status']).toBe('ok');
  });

  it('"While the state is not ready, commands for the board are answered at once"', async () => {
    const { backend, connect } = await openWorker();
    backend.setState({ state: 'starting', reason: null });
    const client = await connect();
    expect(await client.request({ command: 'hk_get' })).toMatchObject({
      data: 'The worker has not reached the board yet. Nothing was done; the worker keeps trying.',
      error: { code: 'board_unavailable', effect: 'none' },
    });
  });

  it('"then the worker drains and exits; others get worker_stopping with who asked"', async () => {
    const { backend, listener, shutdowns, connect } = await openWorker();
    const [one, other] = [await connect('scan.py'), await connect()];
    other.send({ command: 'scope_acquire', id: 'waits' });
    (await backend.nth(0)).context.waiting(() => 'armed');
    other.send({ command: 'scope_setup', params: { decimation: 8 }, id: 'queued' });
    other.send({ command: 'pid_set_setpoint', params: { value: 1 }, id: 'works' });
    const working = await backend.nth(1);
    expect((await one.request({ command: 'shutdown', id: 1 }))['status']).toBe('ok');
    const who = 'The worker is stopping, for session 1 (scan.py) asked for it.';
    expect(shutdowns).toEqual([who]);

    let drained = false;
    const draining = listener.drain(who).then(() => {
      drained = true;
    });
    const messages = await other.take(3);
    expect(messages).toContainEqual({ event: 'state', data: { state: 'stopping', reason: who } });
    expect(messages.find(({ id }) => id === 'queued')).toMatchObject({
      error: { code: 'worker_stopping', effect: 'none' },
    });
    expect(messages.find(({ id }) => id === 'waits')).toMatchObject({
      error: { code: 'cancelled', effect: 'done' },
    });
    expect(await other.request({ command: 'hk_get', id: 2 })).toMatchObject({
      data: `${who} Nothing was done.`,
      error: { code: 'worker_stopping', effect: 'none' },
    });
    expect(drained).toBe(false);
    working.finish(1);
    expect(await other.next()).toEqual({ status: 'ok', data: 1, id: 'works' });
    await draining;
    await listener.close();
    expect(await Promise.all([one.closed, other.closed])).toEqual([1001, 1001]);
  });

  it('stops even if the backend does not finish what runs', async () => {
    const { backend, clock, listener, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'hk_get', id: 1 });
    await backend.nth(0);
    const draining = listener.drain('The worker is stopping, for its console was closed.');
    expect((await client.next())['event']).toBe('state');
    clock.advance(5000);
    await client.request({ command: 'ping' });
    clock.advance(5000);
    await draining;
    expect(await client.next()).toMatchObject({
      error: { code: 'cancelled', effect: 'unknown', number: 1 },
      id: 1,
    });
  });

  it('"a frozen peer is found by heartbeat within 6 s"', async () => {
    const { clock, listener, connect } = await openWorker();
    const [frozen, alive] = [await connect(), await connect()];
    frozen.socket.pause();
    for (let second = 0; second < 8; second += 2) {
      clock.advance(2000);
      await alive.request({ command: 'ping' });
    }
    frozen.socket.resume();
    expect(await frozen.closed).toBe(1006);
    expect(listener.sessionCount).toBe(1);
  });

  it('keeps its sessions when it was itself asleep', async () => {
    const { clock, listener, connect } = await openWorker();
    const client = await connect();
    client.socket.pause();
    clock.sleep(60_000);
    clock.advance(0);
    client.socket.resume();
    await client.request({ command: 'ping' });
    expect(listener.sessionCount).toBe(1);
  });
});
