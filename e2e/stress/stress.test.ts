import { type Client, connect } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { inspectMemory } from '../rig/live-memory.ts';
import { startInspectedWorker, temporaryFolder } from '../rig/program.ts';

const SECONDS = 60;
const WARM_UP = 10;
const IN_FLIGHT = 4;

/** What one client asks for the n-th time, and what it must get. */
interface Role {
  readonly name: string;
  /** Commands of clients with the same lane are compared for fairness. */
  readonly lane: string;
  ask(client: Client, n: number): Promise<void>;
}

const grid = (step: number, n: number, count: number): number => step * (1 + (n % count));

function role(lane: string, index: number): Role {
  const name = `${lane}.${index}`;
  switch (lane) {
    case 'scope':
      return {
        name,
        lane,
        ask: async (client, n) => {
          const decimation = 2 ** (1 + ((n + index) % 3));
          const trace = await client.command('scope_acquire', { decimation, input_channel: 'in1' });
          expect(trace.settings.decimation).toBe(decimation);
          expect(trace.voltage).toHaveLength(16_384);
          expect((trace.time[1] ?? 0) - (trace.time[0] ?? 0)).toBeCloseTo(8e-9 * decimation, 15);
        },
      };
    case 'asg1':
      return {
        name,
        lane,
        ask: async (client, n) => {
          const amplitude = grid(1 / 8192, 3 * n + index, 4000);
          const answer = await client.command('asg_setup', { channel: 'asg1', amplitude });
          expect(answer.amplitude).toBe(amplitude);
        },
      };
    case 'iq0':
      return {
        name,
        lane,
        ask: async (client, n) => {
          const phase = grid(1, n + index, 170);
          const answer = await client.command('iq_setup', { channel: 'iq0', phase });
          expect(answer.phase).toBeCloseTo(phase, 4);
          if (n % 16 === 0) {
            const { i, q } = await client.command('iq_get_quadratures', {
              channel: 'iq0',
              averaging_time: 0.0005,
            });
            expect(Number.isFinite(i) && Number.isFinite(q)).toBe(true);
          }
        },
      };
    default:
      return {
        name,
        lane,
        ask: async (client, n) => {
          const value = grid(1 / 8192, 3 * n + index, 8000);
          expect(await client.command('pid_set_setpoint', { channel: 'pid1', value })).toBe(value);
        },
      };
  }
}

/** Least-squares slope of equally spaced values. */
function slope(values: readonly number[]): number {
  const mean = (values.length - 1) / 2;
  const top = values.reduce((sum, value, index) => sum + (index - mean) * value, 0);
  return top / values.reduce((sum, _, index) => sum + (index - mean) ** 2, 0);
}

describe('stress', () => {
  it(`scope, ASG, PID and IQ clients together at full rate for ${SECONDS} s: every answer is its caller's, nobody starves, memory is flat`, {
    timeout: 1000 * (SECONDS + 60),
  }, async () => {
    await using folder = await temporaryFolder();
    await using worker = await startInspectedWorker(folder.path, '--simulate', 'stress');
    const { url, token } = worker.line;
    using live = await inspectMemory(worker.log());
    const roles = ['scope', 'asg1', 'pid1', 'iq0'].flatMap((lane) =>
      [0, 1, 2].map((index) => role(lane, index)),
    );
    const end = performance.now() + 1000 * SECONDS;
    const clients = await Promise.all(roles.map(({ name }) => connect(url, { token, client: name })));
    const answers = new Map(roles.map(({ name }) => [name, 0]));
    const work = roles.flatMap((each, position) => {
      const client = clients[position];
      if (client === undefined) return [];
      let n = 0;
      return Array.from({ length: IN_FLIGHT }, async () => {
        while (performance.now() < end) {
          n += 1;
          await each.ask(client, n);
          answers.set(each.name, (answers.get(each.name) ?? 0) + 1);
        }
      });
    });
    const memory: number[] = [];
    const watch = setInterval(() => void live.megabytes().then((value) => memory.push(value)), 2000);
    try {
      await Promise.all(work);
    } finally {
      clearInterval(watch);
    }

    for (const lane of new Set(roles.map((each) => each.lane))) {
      const counts = roles.filter((each) => each.lane === lane).map(({ name }) => answers.get(name) ?? 0);
      const share = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      expect(Math.min(...counts), `the slowest ${lane} client: ${counts.join(', ')}`).toBeGreaterThanOrEqual(
        share / 3,
      );
    }
    for (const client of clients) {
      expect(client.pending).toEqual([]);
      const { late, unmatched, duplicated, malformed } = client.counters;
      expect({ late, unmatched, duplicated, malformed }).toEqual({
        late: 0,
        unmatched: 0,
        duplicated: 0,
        malformed: 0,
      });
      client.close();
    }
    const steady = memory.slice(WARM_UP / 2);
    expect(
      30 * slope(steady),
      `MB per minute in use, from ${steady.map((value) => value.toFixed(1)).join(', ')} MB`,
    ).toBeLessThan(1);
  });
});
