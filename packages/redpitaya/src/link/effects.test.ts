import { describe, expect, it } from 'vitest';
import { type Direction, type Fault, SimulatedBoard } from '../simulated/index.ts';
import { MemoryBus } from '../simulated/server/testing/memory-bus.ts';
import { type Effect, RegisterLinkError } from './errors.ts';
import { RegisterLink } from './register-link.ts';

const WRITE_ONE = { op: 'write', address: 0x40300104, words: Uint32Array.of(1) } as const;
const READ = { op: 'read', address: 0x40300104, count: 1 } as const;
const WRITE_THREE = { op: 'write', address: 0x40200000, words: Uint32Array.of(1, 2, 3) } as const;

const REQUEST_BYTES = 12 + 8 + 20;
const REPLY_BYTES = 8 + 12 + 8;

interface Outcome {
  readonly board: SimulatedBoard;
  /** Of the batch of all three, or null if it succeeded. */
  readonly error: RegisterLinkError | null;
}

/** Sends a small sequence over a link on which `fault` strikes. */
async function meet(fault: Fault): Promise<Outcome> {
  const board = await SimulatedBoard.start({ fpga: new MemoryBus(), restart: 'manual' });
  const { host, port } = board;
  const link = await RegisterLink.connect({ host, port, replyTimeoutMs: 150 });
  board.inject(fault);
  const error = await link
    .lane('a')
    .batch([WRITE_ONE, READ, WRITE_THREE])
    .then(() => null)
    .catch((reason: unknown) => {
      if (reason instanceof RegisterLinkError) return reason;
      throw reason;
    });
  link.close();
  return { board, error };
}

/** Holds what the error says against what the board remembers. */
function isTrue(effect: Effect | undefined, address: number, board: SimulatedBoard): boolean {
  const written = board.writes.entries.some((write) => write.address === address);
  if (effect === 'none') return !written;
  return effect === 'done' ? written : effect === 'unknown';
}

const everyByte = (['request', 'reply'] as const).flatMap((direction) =>
  Array.from({ length: direction === 'request' ? REQUEST_BYTES : REPLY_BYTES }, (_, after) => ({
    direction,
    after,
  })),
);

const faults: readonly [string, (at: { direction: Direction; after: number }) => Fault][] = [
  ['drop', (at) => ({ kind: 'drop', ...at })],
  ['truncate', (at) => ({ kind: 'truncate', ...at })],
  ['reset', (at) => ({ kind: 'reset', ...at })],
  ['takeover', (at) => ({ kind: 'takeover', ...at, holdMs: 10 })],
  ...[0, 3, 7].map((bit): [string, (at: { direction: Direction; after: number }) => Fault] => [
    `corrupt bit ${bit}`,
    (at) => ({ kind: 'corrupt', ...at, bit }),
  ]),
];

describe('effect', () => {
  it.each(faults)('is the truth whichever byte is struck by: %s', async (_, at) => {
    for (const direction of ['request', 'reply']) {
      const outcomes = everyByte
        .filter((place) => place.direction === direction)
        .map((place) => meet(at(place)));
      for (const { board, error } of await Promise.all(outcomes)) {
        if (error !== null) {
          const [one, read, three] = error.effects;
          expect(isTrue(one, WRITE_ONE.address, board)).toBe(true);
          expect(read).toBe('none');
          expect(isTrue(three, WRITE_THREE.address, board)).toBe(true);
          expect(error.effect).toBe(one === 'done' && three === 'done' ? 'done' : 'unknown');
          expect(error.message).toMatch(/^[A-Z].*\.$/);
        } else {
          expect(board.writes.entries.map(({ address }) => address)).toEqual([
            WRITE_ONE.address,
            WRITE_THREE.address,
          ]);
        }
        board.close();
      }
    }
  });

  it.each([
    ['drop', (after: number): Fault => ({ kind: 'drop', direction: 'reply', after })],
    ['truncate', (after: number): Fault => ({ kind: 'truncate', direction: 'reply', after })],
    ['reset', (after: number): Fault => ({ kind: 'reset', direction: 'reply', after })],
  ])('never lets a reply struck by %s pass for a whole batch', async (_, at) => {
    for (let after = 0; after < REPLY_BYTES; after += 1) {
      const { board, error } = await meet(at(after));
      expect(error?.code).toMatch(/^(closed|timeout|out_of_step)$/);
      board.close();
    }
  });

  it('is no concern of a delay', async () => {
    for (const at of everyByte) {
      const { board, error } = await meet({ kind: 'delay', ...at, durationMs: 2 });
      expect(error).toBe(null);
      board.close();
    }
  });

  it('is none for what was still queued, done for what was acknowledged', async () => {
    await using board = await SimulatedBoard.start({ fpga: new MemoryBus() });
    const link = await RegisterLink.connect({ host: board.host, port: board.port });
    const lane = link.lane('a');
    // The reply to the first write passes; at the first byte of the next, the connection is reset.
    board.inject({ kind: 'truncate', direction: 'reply', after: 8 });
    const first = lane.batch([WRITE_ONE, READ]);
    // More than may be on its way at once.
    const second = lane.batch([{ op: 'read', address: 0, count: 32_768 }, WRITE_THREE]);
    await expect(first).rejects.toMatchObject({ code: 'closed', effect: 'done', effects: ['done', 'none'] });
    await expect(second).rejects.toMatchObject({ code: 'closed', effect: 'none', effects: ['none', 'none'] });
    expect(board.writes.entries.map(({ address }) => address)).toEqual([WRITE_ONE.address]);
  });
});
