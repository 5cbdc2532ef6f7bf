import { CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { containing, matching } from '../sessions/testing/matchers.ts';
import { openWorker } from '../sessions/testing/open-worker.ts';
import type { RawClient } from '../sessions/testing/raw-client.ts';

/** Subscribes to traces and takes the answer. */
async function watch(client: RawClient): Promise<void> {
  const answer = await client.request({ command: 'subscribe', params: { topic: 'scope_trace' } });
  expect(answer).toMatchObject({ status: 'ok' });
}

describe('why no trace comes', () => {
  it('is told: nobody has chosen a trigger; one that is chosen starts the stream', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    client.send({ command: 'subscribe', params: { topic: 'worker' }, id: 1 });
    expect((await client.take(2))[1]).toMatchObject({
      data: { stream: { viewers: 0, state: 'idle', reason: null } },
    });
    await watch(client);
    (await backend.nthTrace(0)).finish(null);
    await client.request({ command: 'ping' });
    clock.advance(100);
    expect(await client.next()).toMatchObject({
      event: 'worker',
      data: { stream: { viewers: 1, state: 'no_trigger', reason: containing('trigger source') } },
    });
    clock.advance(10_000);
    expect(backend.streamed).toHaveLength(1);
    backend.change(0, { scope: { trigger_source: 'immediately' } });
    await backend.nthTrace(1);
  });

  it('is told: the trigger does not come', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    await watch(client);
    const { context } = await backend.nthTrace(0);
    context.waiting(() => 'armed, waiting for in1 rising through 0.5 V');
    const stream = async () => (await client.request({ command: 'status' }))['data'];
    expect(await stream()).toMatchObject({ stream: { state: 'running', reason: null } });
    clock.advance(1000);
    expect(await stream()).toMatchObject({
      stream: { state: 'waiting', reason: matching(/^The scope is armed, waiting for in1 rising/) },
    });
  });

  it('is told: it failed; it is tried again after a second', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    await watch(client);
    (await backend.nthTrace(0)).fail(new CommandError('board_unavailable', 'There is no trigger here.'));
    await client.request({ command: 'ping' });
    expect(await client.request({ command: 'status' })).toMatchObject({
      data: { stream: { state: 'failed', reason: 'There is no trigger here.' } },
    });
    clock.advance(999);
    expect(backend.streamed).toHaveLength(1);
    clock.advance(1);
    (await backend.nthTrace(1)).finish();
    expect(await client.next()).toMatchObject({ event: 'scope_trace', seq: 1 });
  });

  it('is told: the board is lost; when it is back the stream goes on', async () => {
    const { backend, connect } = await openWorker();
    const client = await connect();
    await watch(client);
    const lost = await backend.nthTrace(0);
    backend.setState({ state: 'board_lost', reason: 'unplugged' });
    lost.fail(new CommandError('board_fault', 'The board was lost.'));
    expect(await client.next()).toMatchObject({ event: 'state' });
    expect(await client.request({ command: 'status' })).toMatchObject({
      data: { stream: { viewers: 1, state: 'no_board', reason: 'unplugged' } },
    });
    backend.setState({ state: 'ready' });
    expect(await client.next()).toMatchObject({ event: 'state' });
    (await backend.nthTrace(1)).finish();
    expect(await client.next()).toMatchObject({ event: 'scope_trace', seq: 1 });
  });

  it('is no concern any more when the worker stops: the scope is left first', async () => {
    const { backend, connect, listener } = await openWorker();
    backend.isTraceSlowToStop = true;
    const client = await connect();
    await watch(client);
    const streaming = await backend.nthTrace(0);
    const order: string[] = [];
    const drained = listener.drain('The test stops it.').then(() => order.push('drained'));
    expect(streaming.context.signal.aborted).toBe(true);
    order.push('left');
    streaming.fail(new Error('aborted'));
    await drained;
    expect(order).toEqual(['left', 'drained']);
    expect(backend.streamed).toHaveLength(1);
  });
});
