import { describe, expect, it } from 'vitest';
import { SimulatedBoard } from '../simulated/index.ts';
import { MemoryBus } from '../simulated/server/testing/memory-bus.ts';
import { BoardConnection, type BoardConnectionEvent } from './board-connection.ts';
import { systemClock } from './clock.ts';
import { RegisterLinkError } from './errors.ts';
import { RegisterLink } from './register-link.ts';
import { ManualClock } from './testing/manual-clock.ts';

interface Scene {
  readonly board: SimulatedBoard;
  readonly clock: ManualClock;
  readonly connection: BoardConnection;
  readonly events: BoardConnectionEvent[];
}

async function scene(restart: 'auto' | 'manual'): Promise<Scene> {
  const board = await SimulatedBoard.start({ fpga: new MemoryBus(), restart });
  const { host, port } = board;
  const clock = new ManualClock();
  const connection = new BoardConnection({
    connect: (signal) => RegisterLink.connect({ host, port, signal }),
    clock,
    random: () => 0,
  });
  const events: BoardConnectionEvent[] = [];
  connection.subscribe((event) => events.push(event));
  return { board, clock, connection, events };
}

const names = (events: readonly BoardConnectionEvent[]): string[] => events.map(({ type }) => type);

describe('BoardConnection', () => {
  it('yields a fresh link after a loss, and replays nothing', async () => {
    const { board, clock, connection, events } = await scene('auto');
    expect(connection.state).toBe('disconnected');
    connection.start();
    expect(connection.state).toBe('connecting');
    await expect.poll(() => connection.state).toBe('connected');
    const first = connection.link;
    clock.advance(10_000);
    board.inject({ kind: 'truncate', direction: 'request', after: 0 });
    await expect(first?.lane('a').write(0, Uint32Array.of(1))).rejects.toMatchObject({ code: 'closed' });
    await expect.poll(() => connection.link !== null && connection.link !== first).toBe(true);
    expect(names(events)).toEqual(['connecting', 'connected', 'board_lost', 'connecting', 'connected']);
    expect(board.writes.total).toBe(0);
    expect(connection.opened).toBe(2);
    expect(connection.ends.get('closed')).toBe(1);
    await connection.close();
    expect(connection.state).toBe('disconnected');
    board.close();
  });

  it('leaves a board that is off in peace: pauses double up to 5 s, half of them random', async () => {
    const { board, clock, connection, events } = await scene('manual');
    board.close();
    connection.start();
    const delays: number[] = [];
    for (let tries = 1; tries <= 8; tries += 1) {
      await expect.poll(() => events.filter(({ type }) => type === 'waiting').length).toBe(tries);
      const last = events.at(-1);
      if (last?.type === 'waiting') delays.push(last.delayMs);
      clock.advance(delays.at(-1) ?? 0);
    }
    expect(delays).toEqual([50, 100, 200, 400, 800, 1600, 2500, 2500]);
    expect(connection.ends.get('not_started')).toBeGreaterThanOrEqual(8);
    await connection.close();
    expect(clock.armed).toBe(0);
  });

  it('pauses, too, when links end as soon as they are made', async () => {
    const { board, clock, connection, events } = await scene('auto');
    connection.start();
    for (let links = 1; links <= 3; links += 1) {
      await expect.poll(() => connection.opened).toBe(links);
      connection.link?.close();
      // The first try comes at once, though the server may still be ending; all others wait for the clock.
      if (links > 1) await expect.poll(() => names(events).at(-1)).toBe('waiting');
      while (connection.opened === links && links < 3) {
        if (names(events).at(-1) === 'waiting') clock.advance(5000);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    await connection.close();
    board.close();
  });

  it('comes back after every one of many random faults, and every operation ends', async () => {
    const board = await SimulatedBoard.start({
      fpga: new MemoryBus(),
      faults: [{ kind: 'random', rate: 1e-3, seed: 11 }],
    });
    const { host, port } = board;
    await using connection = new BoardConnection({
      connect: (signal) => RegisterLink.connect({ host, port, signal, replyTimeoutMs: 60 }),
      clock: systemClock,
      firstDelayMs: 2,
      longestDelayMs: 20,
    });
    connection.start();
    const ends = { done: 0, failed: 0 };
    const work = async (lane: string, address: number): Promise<void> => {
      while (board.faults.struck < 30) {
        const { link } = connection;
        if (link === null) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          continue;
        }
        try {
          await link.lane(lane).write(address, Uint32Array.of(1, 2, 3));
          await link.lane(lane).read(address, 3);
          ends.done += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(RegisterLinkError);
          ends.failed += 1;
        }
      }
    };
    await Promise.all([work('pid0', 0x100), work('pid1', 0x200), work('asg0', 0x300)]);
    expect(ends.done).toBeGreaterThan(10);
    expect(ends.failed).toBeGreaterThan(5);
    expect(connection.opened).toBeGreaterThan(5);
    board.close();
  });

  it('can be closed while it connects and while it waits, and stays closed', async () => {
    const { board, connection, events } = await scene('manual');
    board.close();
    connection.start();
    await expect.poll(() => names(events).at(-1)).toBe('waiting');
    await connection.close();
    connection.start();
    expect(connection.state).toBe('disconnected');
    const other = await scene('auto');
    other.connection.start();
    await other.connection.close();
    expect(other.connection.state).toBe('disconnected');
    await expect.poll(() => other.board.lastExit !== null || other.connection.opened === 0).toBe(true);
    other.board.close();
  });
});
