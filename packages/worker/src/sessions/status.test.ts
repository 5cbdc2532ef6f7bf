import { commands, MOST_LISTED_COMMANDS } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { containing, matching, someNumber } from './testing/matchers.ts';
import { openWorker } from './testing/open-worker.ts';

describe('commands without a lane', () => {
  it('status tells health, lanes, clients, commands and counters', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    await client.request({ command: 'hello', params: { client: 'scan.py', version: '1.2' } });
    client.send({ command: 'scope_acquire', id: 1 });
    (await backend.nth(0)).context.waiting(() => 'armed');
    client.send({ command: 'scope_setup', params: { decimation: 8 }, id: 2 });
    await client.request({ command: 'ping', id: 3 });
    clock.advance(1500);
    const { data } = await client.request({ command: 'status', id: 4 });
    expect(data).toMatchObject({
      worker: {
        version: '0.1.0',
        pid: process.pid,
        state: 'ready',
        reason: null,
        restarts: { count: 0, last: null },
      },
      board: { key: 'sim:default', input_range: { in1: 'LV', in2: 'HV' } },
      backend: { kind: 'board', link: { words_read: 12 } },
      link: { state: 'connected', made: 1, ends: {}, round_trip_ms: { p50: 0.2, p99: 0.9 } },
      lanes: [
        {
          module: 'scope',
          running: {
            number: 1,
            command: 'scope_acquire',
            client: 'scan.py',
            session: 1,
            for_s: 1.5,
            waiting: true,
          },
          queued: 1,
        },
      ],
      clients: [
        {
          session: 1,
          client: 'scan.py',
          version: '1.2',
          address: matching(/^127\.0\.0\.1:\d+$/),
          connected_s: 1.5,
          in_flight: 3,
          commands: 5,
          last_command: 'status',
          last_board_command: { command: 'scope_setup', ago_s: 1.5 },
        },
      ],
      commands: { hello: { count: 1, errors: 0, p50_ms: someNumber, p99_ms: someNumber } },
      counters: { connections: 1, frames_in: 5, late_answers: 0 },
    });
    expect(commands.status.result.parse(data)).toEqual(data);
  });

  it('status lists every command that runs or is queued: who sent it, its deadline and its place', async () => {
    const { backend, clock, connect } = await openWorker();
    const [client, other] = [await connect('scan.py'), await connect()];
    client.send({ command: 'scope_acquire', id: 1, timeout: 10 });
    (await backend.nth(0)).context.waiting(() => 'armed, waiting for in1 > 0.5 V');
    for (const id of [2, 3]) client.send({ command: 'scope_setup', params: { decimation: 8 }, id });
    await client.request({ command: 'ping', id: 4 });
    clock.advance(1000);
    other.send({ command: 'scope_setup', params: { decimation: 64 }, id: 1, timeout: 2 });
    other.send({ command: 'pid_configure', params: { p: 1 }, id: 2 });
    await backend.nth(1);
    clock.advance(500);
    const { data } = await other.request({ command: 'status', id: 3 });
    const scan = { client: 'scan.py', session: 1 };
    const unnamed = { client: null, session: 2, for_s: 0.5 };
    const waiting = { command: 'scope_setup', modules: ['scope'], phase: 'queued', state: null };
    expect(data).toMatchObject({
      running: [
        {
          ...{ number: 1, command: 'scope_acquire', modules: ['scope'], phase: 'waiting', ...scan },
          ...{ for_s: 1.5, deadline_s: 8.5, state: 'armed, waiting for in1 > 0.5 V', position: null },
        },
        {
          ...{ number: 5, command: 'pid_configure', modules: ['pid0'], phase: 'running', ...unnamed },
          ...{ deadline_s: 4.5, state: null, position: null },
        },
        { number: 2, ...waiting, ...scan, for_s: 1.5, deadline_s: 3.5, position: 1 },
        { number: 3, ...waiting, ...scan, for_s: 1.5, deadline_s: 3.5, position: 3 },
        { number: 4, ...waiting, ...unnamed, deadline_s: 1.5, position: 2 },
      ],
      running_left_out: 0,
    });
  });

  it('status says how many commands it does not list', async () => {
    const { connect } = await openWorker({ limits: { in_flight: 300 } });
    const client = await connect();
    for (let id = 1; id <= MOST_LISTED_COMMANDS + 20; id++)
      client.send({ command: 'pid_configure', params: { p: 1 }, id });
    const { data } = await client.request({ command: 'status', id: 'status' });
    const { running, running_left_out } = commands.status.result.parse(data);
    expect([running.length, running[0]?.number, running_left_out]).toEqual([MOST_LISTED_COMMANDS, 1, 20]);
  });

  it('counts a late answer: one that comes when the client has given the command up', async () => {
    const { backend, clock, connect } = await openWorker();
    const client = await connect();
    const counted = async () =>
      commands.status.result.parse((await client.request({ command: 'status', id: 's' }))['data']).counters[
        'late_answers'
      ];
    for (const [index, late] of [100, 600].entries()) {
      client.send({ command: 'pid_configure', params: { p: 1 }, id: 1, timeout: 2 });
      const running = await backend.nth(index);
      clock.advance(2000 + late);
      running.finish({});
      expect(await client.next()).toMatchObject({ status: 'ok', id: 1 });
      expect(await counted()).toBe(index);
    }
  });

  it('describe tells one command or all, and knows typos', async () => {
    const { connect } = await openWorker();
    const client = await connect();
    const describeOne = async (params: object) => client.request({ command: 'describe', params });
    expect((await describeOne({ command: 'asg_set_frequency' }))['data']).toMatchObject({
      name: 'asg_set_frequency',
      params: { properties: { value: { unit: 'Hz', maximum: 62.5e6 } } },
    });
    expect(JSON.stringify(await describeOne({}))).toContain('"name":"ping"');
    expect(await describeOne({ command: 'asg_get_up' })).toMatchObject({
      data: containing('Did you mean asg_setup?'),
      error: { code: 'unknown_command' },
    });
  });

  it('hello keeps what is not given', async () => {
    const { connect } = await openWorker();
    const client = await connect('scan.py');
    const { data } = await client.request({ command: 'hello', params: { arrays: 'binary' } });
    expect(data).toMatchObject({ client: 'scan.py', arrays: 'binary', session: 1, state: 'ready' });
  });
});
