import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../protocol/errors.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { Irregularities } from './irregularities.ts';
import { silentLogger } from './logger.ts';
import { type PendingCall, type PendingCommand, PendingCommands, REMEMBERED_IDS } from './pending.ts';
import { RateLimitedLog } from './rate-limited-log.ts';

interface Table {
  readonly clock: ManualClock;
  readonly irregularities: Irregularities;
  readonly pending: PendingCommands;
  ordersLost: number;
}

function makeTable(): Table {
  const clock = new ManualClock();
  const irregularities = new Irregularities(new RateLimitedLog(silentLogger, clock));
  const pending = new PendingCommands({
    clock,
    irregularities,
    onOrderLost: () => {
      made.ordersLost += 1;
    },
  });
  const made: Table = { clock, irregularities, pending, ordersLost: 0 };
  return made;
}

let table: Table;
beforeEach(() => {
  table = makeTable();
});
afterEach(() => {
  expect(table.pending.size, 'promise 8: "After every test it is empty"').toBe(0);
  expect(table.pending.waiting).toEqual([]);
});

function open(call: Partial<PendingCall> = {}): PendingCommand {
  const entry = table.pending.open({ command: 'pid_get', id: 'c-1', patience: 1, ...call });
  entry.result.catch(() => {});
  return entry;
}

const lost = (): CommandError => new CommandError('worker_lost', 'Gone.');

describe('promise 8: "The pending table cannot grow"', () => {
  it('shows the line of the caller in the stack of a timeout', async () => {
    const entry = open();
    table.clock.advance(1000);
    const error: unknown = await entry.result.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'timeout', effect: 'unknown' });
    expect(error instanceof Error && error.stack).toMatch(
      /^CommandError: pid_get was not answered within 1 s[\s\S]+pending\.test\.ts/,
    );
  });

  it('keeps "1" and 1 apart, and takes names of prototypes as names', async () => {
    const text = open({ id: '1' });
    const number = open({ id: 1 });
    const name = open({ id: '__proto__' });
    table.pending.settle({ status: 'ok', data: 'number', id: 1 });
    table.pending.settle({ status: 'ok', data: 'name', id: '__proto__' });
    table.pending.settle({ status: 'ok', data: 'text', id: '1' });
    expect(await Promise.all([text.result, number.result, name.result])).toEqual(['text', 'number', 'name']);
  });

  it('refuses an id that is in use, and frees it after its final response', () => {
    open();
    expect(() => open()).toThrow(expect.objectContaining({ code: 'duplicate_id' }));
    table.pending.settle({ status: 'ok', data: 1, id: 'c-1' });
    open();
    table.pending.rejectAll(lost);
  });

  it('asks whoever gave up to tell the worker, once', () => {
    let told = 0;
    const onTimeout = (): void => {
      told += 1;
    };
    open({ onTimeout });
    table.clock.advance(100_000);
    expect(told).toBe(1);
  });

  it('hands over an ok result before anything that came after it is read', () => {
    const seen: unknown[] = [];
    open({ onOk: (data) => seen.push(data) });
    table.pending.settle({ status: 'ok', data: 'now', id: 'c-1' });
    expect(seen).toEqual(['now']);
  });

  it('sweeps what a lost timer left, and tells when the order of answers is lost', () => {
    open({ id: null });
    table.clock.loseTimers();
    table.clock.advance(10_000);
    expect(table.irregularities.counters.strays).toBe(1);
    expect(table.ordersLost).toBe(1);
    table.pending.rejectAll(lost);
    expect(table.clock.armed).toBe(0);
  });

  it('forgets old ids, so that its memory is bounded', () => {
    for (let id = 0; id < REMEMBERED_IDS + 1; id += 1) {
      open({ id });
      table.pending.settle({ status: 'ok', data: null, id });
    }
    table.pending.settle({ status: 'ok', data: null, id: 1 });
    table.pending.settle({ status: 'ok', data: null, id: 0 });
    expect(table.irregularities.counters).toMatchObject({ duplicated: 1, unmatched: 1 });
  });

  it('counts nothing for a request whose answer nobody waits for', () => {
    table.pending.expectUnread('c-9');
    table.pending.settle({ status: 'ok', data: 'pong', id: 'c-9' });
    expect(Object.values(table.irregularities.counters)).toEqual([0, 0, 0, 0, 0, 0]);
    table.pending.settle({ status: 'ok', data: 'pong', id: 'c-9' });
    expect(table.irregularities.counters.duplicated).toBe(1);
  });
});

/** Everything that can happen to one command, in any order with all others. */
const fates = fc.record({
  withId: fc.boolean(),
  patience: fc.integer({ min: 1, max: 30 }),
  answers: fc.integer({ min: 0, max: 2 }),
  abandoned: fc.boolean(),
});

it('settles each command exactly once and ends empty, whatever the order of answers, deadlines, cancels and losses', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fates, { maxLength: 8 }),
      fc.boolean(),
      async (scheduler, commands, loss) => {
        table = makeTable();
        const { pending, clock } = table;
        const settlements = commands.map(() => 0);
        const steps: Promise<unknown>[] = [];
        const during = (label: string, run: () => void): void => {
          steps.push(scheduler.schedule(Promise.resolve(label), label).then(run));
        };
        for (const [index, { withId, patience, answers, abandoned }] of commands.entries()) {
          const id = withId ? `c-${index}` : null;
          const entry = pending.open({ command: 'pid_get', id, patience });
          const settled = (): void => {
            settlements[index] = (settlements[index] ?? 0) + 1;
          };
          void entry.result.then(settled, settled);
          for (let answer = 0; answer < answers; answer += 1)
            during(`answer ${index}`, () =>
              pending.settle({ status: 'ok', data: index, ...(withId ? { id: `c-${index}` } : {}) }),
            );
          if (abandoned)
            during(`abandon ${index}`, () => pending.reject(entry, new CommandError('cancelled', 'Off.')));
          during(`time ${index}`, () => clock.advance(patience * 500));
        }
        if (loss) during('loss', () => pending.rejectAll(lost));
        await scheduler.waitFor(Promise.all(steps));
        clock.advance(60_000);
        await Promise.resolve();
        expect(settlements).toEqual(commands.map(() => 1));
        expect(pending.size).toBe(0);
        pending.rejectAll(lost);
        expect(clock.armed).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});
