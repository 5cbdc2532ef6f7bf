import { type Client, CommandError, connect } from '@pyrpl-mux/client';
import type { Direction, Fault } from '@pyrpl-mux/redpitaya/simulated';
import { describe, expect, it } from 'vitest';
import { runWorker } from '../../packages/worker/src/process/worker.ts';
import { hastyClock } from '../rig/hasty-clock.ts';
import { temporaryFolder } from '../rig/program.ts';
import { type RecordedBoard, startRecordedBoard } from '../rig/recorded-board.ts';

/** `pid_set_setpoint` is a write and a read-back of one word each: headers of 8 bytes, words of 4. */
const BYTES: Readonly<Record<Direction, number>> = { request: 20, reply: 20 };
const SETPOINT = 0x40300104;

/** A lost reply is noticed after 2 s, and the pause before the next try grows to 5 s; a late one must not seem lost. */
const haste = (fault: string): number => (fault === 'delay' ? 1 : 20);

const faults: Readonly<Record<string, (direction: Direction, after: number) => Fault>> = {
  drop: (direction, after) => ({ kind: 'drop', direction, after }),
  delay: (direction, after) => ({ kind: 'delay', direction, after, durationMs: 20 }),
  truncate: (direction, after) => ({ kind: 'truncate', direction, after }),
  corrupt: (direction, after) => ({ kind: 'corrupt', direction, after, bit: after % 8 }),
  reset: (direction, after) => ({ kind: 'reset', direction, after }),
  takeover: (direction, after) => ({ kind: 'takeover', direction, after, holdMs: 20 }),
};

/** Resolves when the worker has its board. */
async function ready(client: Client): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = client.on('worker', ({ state }) => {
    if (state === 'ready') resolve();
  });
  if (client.greeting.state === 'ready') resolve();
  await promise;
  stop();
}

/** The setpoint that the register holds, in V. */
const setpoint = ({ fpga }: RecordedBoard): number => (((fpga.read(SETPOINT, 1)[0] ?? 0) << 18) >> 18) / 8192;

describe('faults on the link between worker and board', () => {
  for (const [name, fault] of Object.entries(faults)) {
    it(`promise 4: "Every error says its effect": ${name} at every byte of a request and of a reply ends in a named error with the true effect, and the worker recovers`, async () => {
      await using folder = await temporaryFolder();
      await using recorded = await startRecordedBoard();
      const worker = await runWorker(
        {
          board: { kind: 'tcp', host: '127.0.0.1', port: recorded.board.port },
          inputRange: { in1: 'LV', in2: 'LV' },
          listen: '127.0.0.1',
          port: 0,
          folder: folder.path,
          logLevel: 'silent',
        },
        { clock: hastyClock(haste(name)) },
      );
      await using client = await connect(worker.url, { token: worker.token });
      let errors = 0;
      let code = 0;
      for (const direction of ['request', 'reply'] as const) {
        for (let after = 0; after < BYTES[direction]; after += 1) {
          await ready(client);
          const before = setpoint(recorded);
          code += 1;
          const value = code / 8192;
          recorded.board.inject(fault(direction, after));
          const outcome = await client
            .command('pid_set_setpoint', { channel: 'pid0', value })
            .catch((error: unknown) => error);
          const now = setpoint(recorded);
          const where = `${name} at byte ${after} of the ${direction}`;
          if (outcome instanceof CommandError) {
            errors += 1;
            expect(['board_fault', 'board_unavailable'], where).toContain(outcome.code);
            if (outcome.effect === 'none') expect(now, where).toBe(before);
            if (outcome.effect === 'done') expect(now, where).not.toBe(before);
          } else {
            expect(outcome, where).toBe(value);
            expect(now, where).toBe(value);
          }
          await ready(client);
          expect(
            await client.command('pid_set_setpoint', { channel: 'pid0', value: -value }),
            `after ${where}`,
          ).toBe(-value);
        }
      }
      await worker.stop('The test is over.');
      if (name === 'delay') expect(errors).toBe(0);
      else expect(errors).toBeGreaterThan(30);
    });
  }
});
