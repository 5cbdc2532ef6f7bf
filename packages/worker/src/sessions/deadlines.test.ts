import { CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { openWorker } from './testing/open-worker.ts';

describe('promise 4: "Deadlines travel"', () => {
  it('"Expired in the queue: expired, nothing was done"', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'scope_acquire', id: 1, timeout: 60 });
    const running = await backend.nth(0);
    client.send({ command: 'scope_setup', params: { decimation: 8 }, id: 2, timeout: 2 });
    await client.request({ command: 'ping', id: 3 });
    clock.advance(2000);
    expect(await client.next()).toMatchObject({
      data: 'The timeout of 2.0 s ended while scope_setup was queued, for 2.0 s. Nothing was done.',
      error: { code: 'expired', effect: 'none', number: 2 },
      id: 2,
    });
    running.finish('trace');
    expect((await client.next())['id']).toBe(1);
    expect(backend.started).toHaveLength(1);
  });

  it('"only waiting is stopped, timeout, with the state at that moment"', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'scope_acquire', id: 1, timeout: 5 });
    const running = await backend.nth(0);
    running.context.waiting(() => 'armed, waiting for in1 rising through 0.5 V');
    clock.advance(4999);
    expect(running.context.signal.aborted).toBe(false);
    clock.advance(1);
    expect(await client.next()).toEqual({
      status: 'error',
      data: 'The timeout of 5.0 s ended while scope_acquire was waiting: armed, waiting for in1 rising through 0.5 V, for 5.0 s. What it writes was written.',
      error: { code: 'timeout', effect: 'done', limit: 'timeout', number: 1 },
      id: 1,
    });
  });

  it('"a begun batch of writes is finished": a command that works is stopped when it begins to wait', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'scope_acquire', id: 1, timeout: 1 });
    const running = await backend.nth(0);
    clock.advance(1500);
    expect(running.context.signal.aborted).toBe(false);
    running.context.waiting(() => 'armed');
    expect(running.context.signal.aborted).toBe(true);
    expect(await client.next()).toMatchObject({ error: { code: 'timeout', effect: 'done' } });
  });

  it('"a begun batch of writes is finished": a command that works to its end is answered with its result', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'pid_set_setpoint', params: { value: 1 }, id: 1, timeout: 1 });
    const running = await backend.nth(0);
    clock.advance(1500);
    running.finish(1);
    expect(await client.next()).toEqual({ status: 'ok', data: 1, id: 1 });
  });

  it('"error.limit says which of the two ended it"', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'scope_acquire', id: 1 });
    (await backend.nth(0)).fail(
      new CommandError('timeout', 'No trigger came.', { effect: 'done', limit: 'trigger_timeout' }),
    );
    expect(await client.next()).toMatchObject({
      error: { code: 'timeout', effect: 'done', limit: 'trigger_timeout', number: 1 },
    });
  });

  it('takes the default from the parameters', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'scope_acquire', params: { timeout: 20, decimation: 1 }, id: 1 });
    const running = await backend.nth(0);
    running.context.waiting(() => 'armed');
    for (let second = 1; second <= 20; second++) {
      clock.advance(1000);
      await client.request({ command: 'ping' });
    }
    clock.advance(900);
    expect(running.context.signal.aborted).toBe(false);
    clock.advance(200);
    expect(running.context.signal.aborted).toBe(true);
    await client.next();
  });

  it('understands a backend whose wait ends with an AbortError', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    backend.rules.set(
      'scope_acquire',
      (_params, context) =>
        new Promise((_resolve, reject) => {
          context.waiting(() => 'armed');
          context.signal.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
        }),
    );
    client.send({ command: 'scope_acquire', id: 1, timeout: 1 });
    await backend.nth(0);
    clock.advance(1000);
    expect(await client.next()).toMatchObject({ error: { code: 'timeout', effect: 'done' } });
  });

  it('leaves no timer behind', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    const idle = clock.armed;
    client.send({ command: 'hk_get', id: 1 });
    (await backend.nth(0)).finish({});
    await client.next();
    expect(clock.armed).toBe(idle);
  });
});
