import { type Client, connect, type ScopeTrace, type TopicEvent, type WorkerBrief } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runWorker, type WorkerHandle } from '../../packages/worker/src/process/worker.ts';
import { hastyClock } from '../rig/hasty-clock.ts';
import { temporaryFolder } from '../rig/program.ts';
import { type RecordedBoard, startRecordedBoard } from '../rig/recorded-board.ts';
import { untilReady } from '../rig/until-ready.ts';

const STATE = 0x4010_0000;
const SOURCE = 0x4010_0004;
const DELAY = 0x4010_0010;
const ARMED = 1;
const RESET = 2;

/** Registers of settings, and where they begin: of the scope, the generators and the routing. */
const SETTINGS: readonly (readonly [number, number])[] = [
  [0x4010_0008, 1],
  [0x4010_0010, 2],
  [0x4010_0020, 1],
  [0x4010_0028, 1],
  ...Array.from({ length: 16 }, (_, index): [number, number] => [0x4030_0000 + 0x1_0000 * index, 4]),
  [0x4020_0000, 16],
];

interface StreamBench extends AsyncDisposable {
  readonly recorded: RecordedBoard;
  readonly worker: WorkerHandle;
  readonly user: Client;
  attach(): Promise<Client>;
}

/** A worker in front of a board whose registers are listened to, a sine on IN1, and a scope that shows it. */
async function startStreamBench(haste = 1): Promise<StreamBench> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const recorded = stack.use(await startRecordedBoard());
  const worker = await runWorker(
    {
      board: { kind: 'tcp', host: '127.0.0.1', port: recorded.board.port },
      inputRange: { in1: 'LV', in2: 'LV' },
      ...{ listen: '127.0.0.1', port: 0, folder: folder.path, logLevel: 'silent' },
    },
    { clock: hastyClock(haste) },
  );
  stack.defer(async () => await worker.stop('The test has ended.'));
  const { url, token } = worker;
  const user = stack.use(await connect(url, { token }));
  await untilReady(user);
  await user.command('asg_setup', {
    ...{ channel: 'asg0', waveform: 'sin', frequency: 10e3, amplitude: 0.5 },
    ...{ output_direct: 'out1', trigger_source: 'immediately' },
  });
  await user.command('scope_setup', {
    ...{ input1: 'in1', input2: 'asg0', decimation: 16, trigger_source: 'immediately' },
  });
  const owned = stack.move();
  return {
    ...{ recorded, worker, user },
    attach: async () => owned.use(await connect(url, { token })),
    [Symbol.asyncDispose]: async () => await owned.disposeAsync(),
  };
}

const status = z.object({ stream: z.object({ viewers: z.int(), state: z.string(), traces: z.int() }) });

async function streamOf(client: Client): Promise<z.output<typeof status>['stream']> {
  return status.parse(await client.command('status')).stream;
}

/** How often the scope was armed. */
function arms({ writes }: RecordedBoard): number {
  return writes.filter(({ address, words }) => address === STATE && words[0] === ARMED).length;
}

function settingsOf({ fpga }: RecordedBoard): readonly number[][] {
  return SETTINGS.map(([address, count]) => [...fpga.read(address, count)]);
}

/** Takes events until one meets the condition. */
async function until(
  events: AsyncIterable<TopicEvent<'scope_trace'>>,
  isMet: (data: ScopeTrace, seq: number) => boolean,
): Promise<TopicEvent<'scope_trace'>> {
  for await (const event of events) if (isMet(event.data, event.seq)) return event;
  throw new Error('The subscription has ended.');
}

async function untilStream(client: Client, state: WorkerBrief['stream']['state']): Promise<WorkerBrief> {
  await using briefs = await client.subscribe('worker');
  for await (const { data } of briefs) if (data.stream.state === state) return data;
  throw new Error('The subscription has ended.');
}

const largest = (channel: ArrayLike<number>): number => Math.max(...Array.from(channel));

describe('the stream of traces', () => {
  it('"one acquisition loop serves all viewers": each trace was armed once, whoever looks at it', async () => {
    await using bench = await startStreamBench();
    const { recorded, user } = bench;
    const before = arms(recorded);
    const seen = new Map<number, Set<number>>();
    let complete = 0;
    const enough = Promise.withResolvers<void>();
    const clients = await Promise.all(Array.from({ length: 5 }, () => bench.attach()));
    for (const [index, client] of clients.entries()) {
      let count = 0;
      await client.subscribe('scope_trace', index === 0 ? {} : { max_points: 200 * index }, (event) => {
        const { voltage, trigger_time } = event.data;
        expect(voltage.map(({ length }) => length)).toEqual(
          Array(2).fill(index === 0 ? 16_384 : 200 * index),
        );
        expect(largest(voltage[0])).toBeCloseTo(0.5, 2);
        seen.set(event.seq, (seen.get(event.seq) ?? new Set()).add(trigger_time));
        count += 1;
        if (count === 20) complete += 1;
        if (complete === clients.length) enough.resolve();
      });
    }
    await enough.promise;
    for (const client of clients) client.close();
    await untilStream(user, 'idle');
    const { traces } = await streamOf(user);
    // The last one may have been given up.
    expect([traces, traces + 1]).toContain(arms(recorded) - before);
    for (const times of seen.values()) expect(times.size).toBe(1);
    expect(new Set([...seen.values()].flatMap((times) => [...times])).size).toBe(seen.size);
    const armed = arms(recorded);
    await user.command('scope_get');
    expect(arms(recorded)).toBe(armed);
    expect(await user.command('scope_get')).toMatchObject({ armed: false });
  });

  it('"it never changes a setting": only what arms is written, and no register of a setting is another one after', async () => {
    await using bench = await startStreamBench();
    const { recorded, user } = bench;
    await user.command('scope_setup', {
      ...{ trigger_source: 'ch1_positive_edge', threshold: 0.2, hysteresis: 0.01, trigger_delay: 1e-4 },
    });
    const viewer = await bench.attach();
    const first = await viewer.subscribe('scope_trace');
    await until(first, () => true);
    await first.close();
    await untilStream(user, 'idle');
    const before = { registers: settingsOf(recorded), state: await user.command('state_get') };
    const written = recorded.writes.length;
    const events = await viewer.subscribe('scope_trace');
    const { data, seq } = await until(events, () => true);
    expect(data.settings).toEqual(before.state.modules.scope);
    expect(data.voltage[0][Math.round(-data.time_start / data.time_step)]).toBeCloseTo(0.2, 1);
    await until(events, (_, later) => later >= seq + 5);
    await events.close();
    await untilStream(user, 'idle');
    const writes = recorded.writes.slice(written);
    expect(new Set(writes.map(({ address }) => address))).toEqual(new Set([STATE, DELAY, SOURCE]));
    for (const { address, words } of writes) {
      if (address === STATE) expect([ARMED, RESET]).toContain(words[0]);
      if (address === SOURCE) expect(words[0]).toBe(2);
    }
    expect(settingsOf(recorded)).toEqual(before.registers);
    expect(await user.command('state_get')).toEqual(before.state);
  });

  it('"interrupted by any scope command": while a trigger never comes everything is answered, and it is armed again', async () => {
    await using bench = await startStreamBench();
    const { recorded, user } = bench;
    await user.command('scope_setup', { trigger_source: 'ch1_positive_edge', threshold: 0.9 });
    const viewer = await bench.attach();
    const order: string[] = [];
    const events = await viewer.subscribe('scope_trace', ({ data }) => {
      order.push(`trace at decimation ${data.settings.decimation}`);
    });
    const { stream } = await untilStream(user, 'waiting');
    expect(stream.reason).toContain('waiting for in1 rising through 0.9');
    expect(await user.command('scope_get')).toMatchObject({ armed: true });
    const note = async (name: string, answer: Promise<unknown>): Promise<void> => {
      await answer;
      order.push(name);
    };
    const armed = arms(recorded);
    for (const client of [user, viewer]) {
      await note('setpoint', client.command('pid_set_setpoint', { channel: 'pid0', value: 0.25 }));
      await note('state', client.command('state_get'));
      await note('off', client.command('outputs_off'));
    }
    expect(arms(recorded)).toBe(armed);
    for (const decimation of [32, 64]) {
      await note('setup', user.command('scope_set_decimation', { value: decimation }));
      await untilStream(user, 'waiting');
    }
    expect(arms(recorded)).toBe(armed + 2);
    await note('acquire', user.command('scope_acquire', { decimation: 8, timeout: 60 }));
    // It has left the scope with a trigger that comes at once.
    expect(order.filter((entry) => entry !== 'trace at decimation 8')).toEqual([
      ...['setpoint', 'state', 'off', 'setpoint', 'state', 'off', 'setup', 'setup', 'acquire'],
    ]);
    await events.close();
    const traces = await viewer.subscribe('scope_trace');
    expect((await until(traces, () => true)).data.settings).toMatchObject({
      ...{ decimation: 8, trigger_source: 'immediately' },
    });
  });

  it('goes on after each of many commands, with the settings that each left', async () => {
    await using bench = await startStreamBench();
    const viewer = await bench.attach();
    const events = await viewer.subscribe('scope_trace');
    for (let round = 0; round < 20; round += 1) {
      const decimation = 2 ** (round % 5);
      await bench.user.command('scope_set_decimation', { value: decimation });
      const { data } = await until(events, ({ settings }) => settings.decimation === decimation);
      expect(data.time_step).toBeCloseTo(decimation * 8e-9, 12);
      expect(largest(data.voltage[0])).toBeLessThan(0.51);
    }
    expect(bench.recorded.fpga.read(0x4010_0014, 1)[0]).toBe(2 ** 4);
  });

  it('goes on when the board is back, with the trigger that was chosen', async () => {
    await using bench = await startStreamBench(20);
    const { recorded, user } = bench;
    const viewer = await bench.attach();
    const events = await viewer.subscribe('scope_trace');
    const { seq } = await until(events, () => true);
    const states: string[] = [];
    const back = Promise.withResolvers<void>();
    user.on('worker', ({ state }) => {
      states.push(state);
      if (state === 'ready') back.resolve();
    });
    recorded.board.inject({ kind: 'reset', direction: 'reply', after: 40_000 });
    await back.promise;
    expect(states).toEqual(['board_lost', 'ready']);
    const { traces } = await streamOf(user);
    const later = await until(events, (_, number) => number > traces + 1);
    expect(later.seq).toBeGreaterThan(seq);
    expect(later.data.settings.trigger_source).toBe('immediately');
    expect(largest(later.data.voltage[0])).toBeCloseTo(0.5, 2);
  });
});
