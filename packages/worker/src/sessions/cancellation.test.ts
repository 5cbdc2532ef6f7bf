import { describe, expect, it } from 'vitest';
import { openWorker } from './testing/open-worker.ts';

describe('cancel', () => {
  it('"The cancelled command\'s own final response comes before the answer to cancel"', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect('scan.py');
    client.send({ command: 'scope_acquire', id: 'trace' });
    (await backend.nth(0)).context.waiting(() => 'armed');
    client.send({ command: 'cancel', params: { id: 'trace' }, id: 'stop' });
    expect(await client.take(2)).toEqual([
      {
        status: 'error',
        data: 'Cancelled by session 1 (scan.py) while scope_acquire was waiting: armed, for 0.0 s. What it writes was written.',
        error: { code: 'cancelled', effect: 'done', number: 1 },
        id: 'trace',
      },
      { status: 'ok', data: { cancelled: true, was: 'running' }, id: 'stop' },
    ]);
  });

  it('drops a queued command: nothing was done', async () => {
    const { backend, connect } = await openWorker();
    const [one, other] = [await connect(), await connect()];
    one.send({ command: 'pid_set_setpoint', params: { value: 1 }, id: 1 });
    const first = await backend.nth(0);
    one.send({ command: 'pid_set_setpoint', params: { value: 2 }, id: 2 });
    await one.request({ command: 'ping' });
    expect(await other.request({ command: 'cancel', params: { number: 2 } })).toMatchObject({
      data: { cancelled: true, was: 'queued' },
    });
    expect(await one.next()).toMatchObject({
      error: { code: 'cancelled', effect: 'none', number: 2 },
      id: 2,
    });
    first.finish(1);
    await one.next();
    expect(backend.started).toHaveLength(1);
  });

  it('"a race lost is not an error"', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'pid_set_setpoint', params: { value: 1 }, id: 1 });
    const running = await backend.nth(0);
    client.send({ command: 'cancel', params: { id: 1 }, id: 2 });
    await client.request({ command: 'ping', id: 3 });
    running.finish(1);
    expect(await client.take(2)).toEqual([
      { status: 'ok', data: 1, id: 1 },
      { status: 'ok', data: { cancelled: false, was: 'running' }, id: 2 },
    ]);
    const was = async (params: object) =>
      (await client.request({ command: 'cancel', params, id: 4 }))['data'];
    expect(await was({ id: 1 })).toEqual({ cancelled: false, was: 'finished' });
    expect(await was({ number: 1 })).toEqual({ cancelled: false, was: 'finished' });
    expect(await was({ id: 'constructor' })).toEqual({ cancelled: false, was: 'unknown' });
    expect(await was({ number: 99 })).toEqual({ cancelled: false, was: 'unknown' });
  });

  it('does not wait for itself', async () => {
    const { connect } = await openWorker();
    const client = await connect();
    expect(await client.request({ command: 'cancel', params: { id: 'me' }, id: 'me' })).toEqual({
      status: 'ok',
      data: { cancelled: false, was: 'running' },
      id: 'me',
    });
  });

  it('"When a client is gone its queued commands are dropped and its waiting is stopped"', async () => {
    const { backend, connect } = await openWorker();
    const [leaving, staying] = [await connect(), await connect()];
    leaving.send({ command: 'scope_acquire', id: 1 });
    const running = await backend.nth(0);
    running.context.waiting(() => 'armed');
    leaving.send({ command: 'scope_setup', params: { decimation: 8 }, id: 2 });
    leaving.send({ command: 'pid_get_setpoint' });
    leaving.send({ command: 'pid_set_setpoint', params: { value: 1 } });
    (await backend.nth(1)).finish(0);
    await backend.nth(2);
    leaving.socket.terminate();
    staying.send({ command: 'scope_setup', params: { decimation: 16 }, id: 1 });
    const next = await backend.nth(3);
    expect(running.context.signal.aborted).toBe(true);
    expect(next.params).toEqual({ decimation: 16 });
    next.finish('set');
    expect(await staying.next()).toMatchObject({ status: 'ok', id: 1 });
  });
});
