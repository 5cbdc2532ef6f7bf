import { type Client, CommandError, connect } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { startWorker, temporaryFolder } from '../rig/program.ts';
import { startRecordedBoard } from '../rig/recorded-board.ts';

const MOMENTS = 50;
const CLIENTS = 20;
const PENDING = 20;
const SETPOINTS = [0x40300104, 0x40310104, 0x40320104];

type Outcome = { readonly code: number | null; readonly error: CommandError | null };

/** Small and quick: the same sequence on every machine. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One of 20 pending commands: every third sets a setpoint that nobody else sets, the others wait or read. */
async function command(
  client: Client,
  channel: 'pid0' | 'pid1' | 'pid2',
  code: number,
  kind: number,
): Promise<Outcome> {
  try {
    if (kind === 0) {
      const value = code / 8192;
      expect(await client.command('pid_set_setpoint', { channel, value })).toBe(value);
      return { code, error: null };
    }
    if (kind === 1)
      await client.command('scope_acquire', {
        trigger_source: 'ch1_positive_edge',
        threshold: 0.9,
        timeout: 600,
      });
    else await client.command('iq_get_quadratures', { channel: 'iq0', averaging_time: 0.005 });
    return { code: null, error: null };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { code: kind === 0 ? code : null, error };
  }
}

describe('kill -9 of the worker', () => {
  it('promise 5: "Nobody waits for a corpse": 20 clients with 20 pending commands each, at 50 random moments, all end with worker_lost and a true effect', {
    timeout: 400_000,
  }, async () => {
    await using folder = await temporaryFolder();
    await using recorded = await startRecordedBoard();
    const draw = random(20261122);
    for (let moment = 0; moment < MOMENTS; moment += 1) {
      const before = recorded.writes.length;
      await using worker = await startWorker(
        folder.path,
        '--host',
        '127.0.0.1',
        '--board-port',
        String(recorded.board.port),
      );
      const clients = await Promise.all(
        Array.from({ length: CLIENTS }, () =>
          connect(worker.line.url, { token: worker.line.token, reconnect: false }),
        ),
      );
      await Promise.all(clients.map((client) => client.command('pid_get', {})));
      expect(recorded.writes.length, '"restarting the worker writes no register"').toBe(before);

      let answers = 0;
      const killAfter = Math.floor(draw() * 140);
      const killed = Promise.withResolvers<void>();
      const kill = (): void => {
        worker.process.kill('SIGKILL');
        killed.resolve();
      };
      const outcomes = clients.flatMap((client, c) =>
        Array.from({ length: PENDING }, async (_, n) => {
          const code = 1 + moment * CLIENTS * PENDING + c * PENDING + n;
          const outcome = await command(client, `pid${(c % 3) as 0 | 1 | 2}`, (code % 16_000) - 8000, n % 3);
          answers += 1;
          if (answers === killAfter) kill();
          return outcome;
        }),
      );
      if (killAfter === 0) kill();
      await killed.promise;
      const settled = await Promise.all(outcomes);

      const written = new Set(
        recorded.writes
          .slice(before)
          .filter(({ address }) => SETPOINTS.includes(address))
          .map(({ words }) => ((words[0] ?? 0) << 18) >> 18),
      );
      for (const { code, error } of settled) {
        if (error !== null) expect(error.code).toBe('worker_lost');
        if (code === null) continue;
        if (error === null) expect(written, 'an answered write was written').toContain(code);
        else if (error.effect === 'none') expect(written, '"effect none" wrote nothing').not.toContain(code);
        else expect(error.effect).toBe('unknown');
      }
      expect(settled.filter(({ error }) => error !== null).length).toBeGreaterThan(0);
      expect(
        clients.flatMap((client) => client.pending),
        'promise 8: "The pending table cannot grow"',
      ).toEqual([]);
      for (const client of clients) client.close();
      await worker.exited;
    }
  });
});
