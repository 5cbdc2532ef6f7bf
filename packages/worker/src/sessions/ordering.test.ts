import { describe, expect, it } from 'vitest';
import { openWorker } from './testing/open-worker.ts';

describe('promise 2: "Only the same module waits"', () => {
  it('"A scope waiting for its trigger never delays a PID setpoint"', async () => {
    const { backend, connect } = await openWorker();
    const [scope, pid] = [await connect(), await connect()];
    scope.send({ command: 'scope_acquire', id: 1 });
    (await backend.nth(0)).context.waiting(() => 'armed');
    backend.rules.set('pid_set_setpoint', () => 0.1);
    expect(await pid.request({ command: 'pid_set_setpoint', params: { value: 0.1 }, id: 1 })).toEqual({
      status: 'ok',
      data: 0.1,
      id: 1,
    });
    expect(scope.unread).toEqual([]);
  });

  it('"Within a module: in order per connection, in turn between connections"', async () => {
    const { backend, connect } = await openWorker();
    const [busy, slow] = [await connect(), await connect()];
    for (let value = 1; value <= 5; value++)
      busy.send({ command: 'pid_set_setpoint', params: { value }, id: value });
    const first = await backend.nth(0);
    slow.send({ command: 'pid_set_setpoint', params: { value: -1 }, id: 1 });
    await slow.request({ command: 'ping', id: 2 });
    first.finish(1);
    for (let index = 1; index < 6; index++) (await backend.nth(index)).finish(index);
    await busy.take(5);
    expect(backend.started.map(({ params }) => params)).toEqual(
      [1, 2, -1, 3, 4, 5].map((value) => ({ channel: 'pid0', value })),
    );
  });

  it('"A read keeps its place after the same connection\'s writes but never waits for a scope\'s trigger"', async () => {
    const { backend, connect } = await openWorker();
    const [one, other] = [await connect(), await connect()];
    one.send({ command: 'scope_acquire', id: 'acquire' });
    const acquire = await backend.nth(0);
    one.send({ command: 'scope_setup', params: { decimation: 8 }, id: 'setup' });
    one.send({ command: 'scope_get', id: 'own' });
    other.send({ command: 'scope_get', id: 'other' });
    await other.request({ command: 'ping' });
    expect(backend.started).toHaveLength(1);
    acquire.context.waiting(() => 'armed');
    const read = await backend.nth(1);
    read.finish('settings');
    expect(await other.next()).toEqual({ status: 'ok', data: 'settings', id: 'other' });
    acquire.context.working();
    acquire.finish('trace');
    (await backend.nth(2)).finish('set');
    (await backend.nth(3)).finish('get');
    expect((await one.take(3)).map(({ id }) => id)).toEqual(['acquire', 'setup', 'own']);
  });

  it('"outputs_off goes to the head of its lanes"', async () => {
    const { backend, connect } = await openWorker();
    const [one, panic] = [await connect(), await connect()];
    one.send({ command: 'iq_get_quadratures', id: 1 });
    one.send({ command: 'iq_setup', params: { gain: 1 }, id: 2 });
    (await backend.nth(0)).context.waiting(() => 'averaging');
    panic.send({ command: 'outputs_off', id: 1 });
    expect((await backend.nth(1)).command).toBe('outputs_off');
  });

  it('"state_restore ends between two writes when outputs_off comes": a command that works learns that outputs_off waits for it', async () => {
    const { backend, connect } = await openWorker();
    const [one, panic] = [await connect(), await connect()];
    one.send({ command: 'state_restore', params: { name: 'locked', modules: ['pid0'] }, id: 1 });
    one.send({ command: 'state_restore', params: { name: 'locked', modules: ['scope'] }, id: 2 });
    const [driving, other] = [await backend.nth(0), await backend.nth(1)];
    expect(driving.context.hindersUrgent).toBe(false);
    panic.send({ command: 'outputs_off', id: 1 });
    await panic.request({ command: 'ping', id: 2 });
    expect([driving, other].map(({ context }) => context.hindersUrgent)).toEqual([true, false]);
    driving.finish({});
    expect((await backend.nth(2)).command).toBe('outputs_off');
  });
});
