import { describe, expect, it } from 'vitest';
import { openWorker } from './testing/open-worker.ts';

describe('promise 1: "Exactly one final response per request, while its connection lives"', () => {
  it('answers each id with its own result, in the order of completion', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'pid_get_setpoint', params: { channel: 'pid0' }, id: 'a' });
    client.send({ command: 'pid_get_setpoint', params: { channel: 'pid1' }, id: 1 });
    client.send({ command: 'pid_get_setpoint', params: { channel: 'pid2' }, id: '1' });
    (await backend.nth(2)).finish(3);
    (await backend.nth(1)).finish(2);
    (await backend.nth(0)).finish(1);
    expect(await client.take(3)).toEqual([
      { status: 'ok', data: 3, id: '1' },
      { status: 'ok', data: 2, id: 1 },
      { status: 'ok', data: 1, id: 'a' },
    ]);
    expect((await client.request({ command: 'ping', id: 'a' }))['data']).toBe('pong');
    expect(client.unread).toEqual([]);
  });

  it('passes on what the backend throws, with the number of the command', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    backend.rules.set('hk_get', () => {
      throw new TypeError('secret of the implementation');
    });
    const answer = await client.request({ command: 'hk_get', id: 1 });
    expect(answer).toMatchObject({
      status: 'error',
      error: { code: 'internal', effect: 'unknown', number: 1 },
      id: 1,
    });
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('answers even if the result cannot travel', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    backend.rules.set('hk_get', () => 12n);
    expect(await client.request({ command: 'hk_get', id: 1 })).toMatchObject({ status: 'error', id: 1 });
  });

  it('"Interim responses, only when asked for, at most 10 a second, none after the final one"', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'scope_acquire', id: 'silent' });
    const silent = await backend.nth(0);
    silent.context.progress({ done: 1, total: 2 });
    silent.finish('silent');
    client.send({ command: 'scope_acquire', id: 'talking', progress: true });
    const talking = await backend.nth(1);
    for (let done = 0; done < 100; done++) {
      talking.context.progress({ done, total: 100 });
      clock.advance(5);
    }
    talking.finish('done');
    const answers = await client.take(7);
    expect(answers.map(({ status }) => status)).toEqual([
      'ok',
      'progress',
      'progress',
      'progress',
      'progress',
      'progress',
      'ok',
    ]);
    expect(answers[2]).toEqual({ status: 'progress', data: { done: 20, total: 100 }, id: 'talking' });
    talking.context.progress({ done: 100, total: 100 });
    expect((await client.request({ command: 'ping', id: 1 }))['data']).toBe('pong');
  });

  it('sends arrays as hello has chosen', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    backend.rules.set('scope_acquire', () => ({ voltage: Float32Array.of(0.5, Number.NaN) }));
    expect((await client.request({ command: 'scope_acquire' }))['data']).toEqual({ voltage: [0.5, null] });
    const hello = await client.request({ command: 'hello', params: { client: 'scan.py', arrays: 'binary' } });
    expect(hello['data']).toMatchObject({ protocol: 'pyrpl-mux.v1', client: 'scan.py', arrays: 'binary' });
    expect((await client.request({ command: 'scope_acquire' }))['data']).toEqual({
      voltage: Float32Array.of(0.5, Number.NaN),
    });
  });
});

describe('promise 3: "A request without an id works as at the origin"', () => {
  it('"executed, and answered without an id, one at a time, in the order sent on that connection"', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'scope_acquire' });
    client.send({ command: 'pid_get_setpoint' });
    client.send('not json');
    client.send({ command: 'ping', id: null });
    client.send({ command: 'ping', id: 'overtakes' });
    expect(await client.next()).toEqual({ status: 'ok', data: 'pong', id: 'overtakes' });
    expect(backend.started.map(({ command }) => command)).toEqual(['scope_acquire']);
    (await backend.nth(0)).finish('trace');
    (await backend.nth(1)).finish(0.1);
    const answers = await client.take(4);
    expect(answers.map(({ data, error }) => error ?? data)).toEqual([
      'trace',
      0.1,
      { code: 'bad_message', effect: 'none' },
      'pong',
    ]);
    expect(answers.every((answer) => !('id' in answer))).toBe(true);
  });

  it('counts the timeout from the arrival, also while it waits for its turn', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'scope_acquire', timeout: 60 });
    client.send({ command: 'pid_set_setpoint', params: { value: 1 }, timeout: 2 });
    client.send({ command: 'ping', timeout: 2 });
    const first = await backend.nth(0);
    clock.advance(3000);
    first.finish('trace');
    const [, write, ping] = await client.take(3);
    expect(write).toMatchObject({ error: { code: 'expired', effect: 'none' } });
    expect(ping).toMatchObject({ error: { code: 'expired', effect: 'none' } });
    expect(backend.started).toHaveLength(1);
  });
});
