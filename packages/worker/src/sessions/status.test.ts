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
      worker: { version: '0.1.0', pid: process.pid, state: 'ready', reason: null },
      board: { key: 'sim:default', input_range: { in1: 'LV', in2: 'HV' } },
      backend: { kind: 'board', link: { words_read: 12 } },
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
        },
      ],
      commands: { hello: { count: 1, errors: 0, p50_ms: someNumber, p99_ms: someNumber } },
      counters: { connections: 1, frames_in: 5 },
    });
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
