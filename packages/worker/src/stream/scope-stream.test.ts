import { describe, expect, it } from 'vitest';
import { containing } from '../sessions/testing/matchers.ts';
import { openWorker } from '../sessions/testing/open-worker.ts';
import type { Message, RawClient } from '../sessions/testing/raw-client.ts';

/** Subscribes to traces and takes the answer. */
async function watch(client: RawClient, params: object = {}): Promise<unknown> {
  const answer = await client.request({ command: 'subscribe', params: { topic: 'scope_trace', ...params } });
  expect(answer).toMatchObject({ status: 'ok', data: { topic: 'scope_trace' } });
  return answer['data'];
}

/** Numbers of the trace in an event: as the stream counts it, and as the backend does. */
function numbers({ event, seq, dropped, data }: Message): object {
  expect(event).toBe('scope_trace');
  return { seq, dropped, data };
}

const trace = (seq: number, dropped = 0): object => ({ seq, dropped, data: { trigger_time: seq } });

describe('the stream of traces', () => {
  it('takes each trace once, for everybody, and begins the next when it was sent', async () => {
    const { backend, connect } = await openWorker();
    const clients = [await connect(), await connect(), await connect()];
    for (const client of clients) await watch(client);
    for (let count = 1; count <= 3; count += 1) {
      (await backend.nthTrace(count - 1)).finish();
      for (const client of clients)
        expect(await client.next()).toMatchObject({
          ...{ event: 'scope_trace', seq: count, dropped: 0 },
          data: { trigger_time: count, time_start: 0, time_step: 1e-6, settings: { decimation: 64 } },
        });
    }
    await backend.nthTrace(3);
    expect(backend.streamed).toHaveLength(4);
  });

  it('sends every sample of both channels, or the peaks that fit into max_points', async () => {
    const { backend, connect } = await openWorker();
    const [all, few] = [await connect(), await connect()];
    await all.request({ command: 'hello', params: { arrays: 'binary' } });
    await watch(all);
    await watch(few, { max_points: 4 });
    const first = new Float32Array(16_384);
    first[5] = 1;
    first[16_000] = -1;
    (await backend.nthTrace(0)).finish({ voltage: [first, new Float32Array(16_384).fill(0.25)] });
    const { data } = await all.next();
    expect(data).toMatchObject({ time_step: 1e-6 });
    expect(data).toHaveProperty('voltage.0', first);
    expect(data).toHaveProperty('voltage.1.16383', 0.25);
    expect((await few.next())['data']).toMatchObject({
      voltage: [
        [0, 1, 0, -1],
        [0.25, 0.25, 0.25, 0.25],
      ],
      time_step: 4096e-6,
    });
  });

  it('shows a newcomer the newest trace at once, but none that was taken with other settings', async () => {
    const { backend, connect } = await openWorker();
    const [first, second, third] = [await connect(), await connect(), await connect()];
    await watch(first);
    (await backend.nthTrace(0)).finish();
    await first.next();
    await backend.nthTrace(1);
    await watch(second);
    expect(numbers(await second.next())).toMatchObject(trace(1));
    backend.change(0, { scope: { decimation: 8 } });
    await watch(third);
    (await backend.nthTrace(1)).finish();
    expect(numbers(await third.next())).toMatchObject(trace(2));
  });

  it('shows a newcomer none from before the board was lost', async () => {
    const { backend, connect } = await openWorker();
    const first = await connect();
    await watch(first);
    (await backend.nthTrace(0)).finish();
    await first.next();
    const lost = await backend.nthTrace(1);
    backend.setState({ state: 'board_lost', reason: 'unplugged' });
    lost.fail(new Error('The board was lost.'));
    expect(await first.next()).toMatchObject({ event: 'state' });
    backend.setState({ state: 'ready' });
    const third = await backend.nthTrace(2);
    const second = await connect();
    await watch(second);
    third.finish();
    expect(numbers(await second.next())).toMatchObject({ seq: 2, data: { trigger_time: 3 } });
  });

  it('keeps to max_rate, and takes no more traces than the fastest wants', async () => {
    const { backend, clock, connect } = await openWorker();
    const [fast, slow] = [await connect(), await connect()];
    await watch(fast, { max_rate: 10 });
    await watch(slow, { max_rate: 4 });
    for (let count = 0; count < 20; count += 1) {
      const streaming = await backend.nthTrace(count);
      // The trace takes 30 ms.
      clock.advance(30);
      streaming.finish();
      await fast.next();
      clock.advance(69);
      await fast.request({ command: 'ping' });
      expect(backend.streamed).toHaveLength(count + 1);
      clock.advance(1);
    }
    slow.send({ command: 'ping', id: 'end' });
    const events: Message[] = [];
    for (let frame = await slow.next(); frame['id'] !== 'end'; frame = await slow.next()) events.push(frame);
    expect(events.length).toBeGreaterThanOrEqual(8);
    expect(events.length).toBeLessThanOrEqual(9);
    expect(events.map(({ dropped }) => dropped)).toEqual(events.map(() => 0));
  });

  it('keeps to a max_rate of one trace in many years', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    await watch(client, { max_rate: 1e-9 });
    (await backend.nthTrace(0)).finish();
    await client.next();
    await client.request({ command: 'ping' });
    expect(backend.streamed).toHaveLength(1);
  });

  it('"latest-wins": a slow reader gets the newest and a dropped count, and delays nobody', async () => {
    const { backend, connect } = await openWorker();
    backend.rules.set('hk_get', () => 'x'.repeat(8_000_000));
    const [slow, other] = [await connect(), await connect()];
    await watch(slow, { max_points: 2 });
    await watch(other, { max_points: 2 });
    slow.socket.pause();
    slow.send({ command: 'hk_get', id: 'large' });
    await backend.nth(0);
    await other.request({ command: 'ping' });
    for (let count = 1; count <= 50; count += 1) {
      (await backend.nthTrace(count - 1)).finish();
      expect(numbers(await other.next())).toMatchObject(trace(count));
    }
    slow.socket.resume();
    expect((await slow.next())['id']).toBe('large');
    expect(numbers(await slow.next())).toMatchObject(trace(50, 49));
  });

  it('goes on behind an answer that just fills the room for events', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    await watch(client, { max_points: 2 });
    const streaming = await backend.nthTrace(0);
    client.send({ command: 'hk_get', id: 1 });
    const around = JSON.stringify({ status: 'ok', data: '', id: 1 }).length;
    (await backend.nth(0)).finish('x'.repeat(65_536 - around));
    streaming.finish();
    expect((await client.take(2)).map(({ id, seq }) => ({ id, seq }))).toEqual([{ id: 1 }, { seq: 1 }]);
    await backend.nthTrace(1);
  });

  it('rests while nobody reads, and goes on with who reads again', async () => {
    const { backend, connect } = await openWorker();
    backend.rules.set('hk_get', () => 'x'.repeat(8_000_000));
    const [slow, other] = [await connect(), await connect()];
    await watch(slow, { max_points: 2 });
    slow.socket.pause();
    slow.send({ command: 'hk_get', id: 'large' });
    await backend.nth(0);
    await other.request({ command: 'ping' });
    (await backend.nthTrace(0)).finish();
    await other.request({ command: 'ping' });
    await other.request({ command: 'ping' });
    expect(backend.streamed).toHaveLength(1);
    slow.socket.resume();
    expect((await slow.take(2)).map(({ seq }) => seq)).toEqual([undefined, 1]);
    await backend.nthTrace(1);
  });

  it('ends with its last subscription: "no event of it comes after the answer"', async () => {
    const { backend, connect } = await openWorker();
    backend.isTraceSlowToStop = true;
    const [client, gone] = [await connect(), await connect()];
    await watch(client);
    await watch(gone);
    const streaming = await backend.nthTrace(0);
    expect(await client.request({ command: 'unsubscribe', params: { subscription: 's-1' } })).toMatchObject({
      data: { unsubscribed: true },
    });
    expect(streaming.context.signal.aborted).toBe(false);
    const stopped = new Promise((resolve) => streaming.context.signal.addEventListener('abort', resolve));
    await gone.close();
    await stopped;
    streaming.finish();
    expect(await client.request({ command: 'status' })).toMatchObject({
      data: { stream: { viewers: 0, state: 'idle', traces: 0 } },
    });
    expect(backend.streamed).toHaveLength(1);
    backend.isTraceSlowToStop = false;
    await watch(client);
    await backend.nthTrace(1);
  });

  it('is asked for with what it takes, and only it', async () => {
    const { connect } = await openWorker();
    const client = await connect();
    for (const [params, path] of [
      [{ topic: 'board', max_rate: 5 }, 'max_rate'],
      [{ topic: 'worker', max_points: 100 }, 'max_points'],
      [{ topic: 'scope_trace', max_rate: 0 }, 'max_rate'],
      [{ topic: 'scope_trace', max_rate: 1001 }, 'max_rate'],
      [{ topic: 'scope_trace', max_points: 1 }, 'max_points'],
      [{ topic: 'scope_trace', max_points: 16_385 }, 'max_points'],
      [{ topic: 'scope_trace', decimation: 8 }, 'decimation'],
    ] as const)
      expect(await client.request({ command: 'subscribe', params })).toMatchObject({
        status: 'error',
        data: containing(path),
        error: { code: 'invalid_params', effect: 'none' },
      });
  });
});

describe('commands and the stream', () => {
  it('"interrupted by any queued scope command": it is stopped at once, the command runs, and it goes on', async () => {
    const { backend, connect } = await openWorker();
    backend.isTraceSlowToStop = true;
    const [viewer, user] = [await connect(), await connect()];
    await watch(viewer);
    const first = await backend.nthTrace(0);
    const interrupted = new Promise((resolve) => first.context.signal.addEventListener('abort', resolve));
    user.send({ command: 'scope_setup', params: { decimation: 8 }, id: 1 });
    await interrupted;
    expect(backend.started).toHaveLength(0);
    first.fail(new Error('aborted'));
    const setup = await backend.nth(0);
    expect(setup.command).toBe('scope_setup');
    user.send({ command: 'scope_acquire', id: 2 });
    await user.request({ command: 'ping' });
    expect(backend.streamed).toHaveLength(1);
    setup.finish({});
    const acquire = await backend.nth(1);
    acquire.context.waiting(() => 'armed');
    expect(await user.next()).toMatchObject({ id: 1 });
    expect(await viewer.request({ command: 'status' })).toMatchObject({
      data: { stream: { viewers: 1, state: 'interrupted', reason: containing('command') } },
    });
    expect(backend.streamed).toHaveLength(1);
    acquire.finish({});
    backend.isTraceSlowToStop = false;
    (await backend.nthTrace(1)).finish();
    expect(numbers(await viewer.next())).toMatchObject({ seq: 1, data: { trigger_time: 2 } });
  });

  it('leaves reads, other modules and outputs_off alone, and they it', async () => {
    const { backend, connect } = await openWorker();
    backend.rules.set('scope_get', () => 'settings');
    backend.rules.set('outputs_off', () => 'off');
    backend.rules.set('pid_set_setpoint', () => 0.5);
    backend.rules.set('state_get', () => ({ modules: {} }));
    const client = await connect();
    await watch(client);
    const { context } = await backend.nthTrace(0);
    for (const command of ['scope_get', 'outputs_off', 'state_get'])
      expect(await client.request({ command })).toMatchObject({ status: 'ok' });
    expect(await client.request({ command: 'pid_set_setpoint', params: { value: 0.5 } })).toMatchObject({
      data: 0.5,
    });
    expect(context.signal.aborted).toBe(false);
    expect(backend.streamed).toHaveLength(1);
  });

  it('leaves a command that is refused for its params alone', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    await watch(client);
    const { context } = await backend.nthTrace(0);
    await client.request({ command: 'scope_setup', params: { decimation: 3 } });
    expect(context.signal.aborted).toBe(false);
  });
});
