import { describe, expect, it } from 'vitest';
import { RegisterLink } from '../../link/register-link.ts';
import { SimulatedBoard } from './board.ts';
import { MemoryBus } from './testing/memory-bus.ts';

const start = (restart: 'auto' | 'manual'): Promise<SimulatedBoard> =>
  SimulatedBoard.start({ fpga: new MemoryBus(), restart });

const link = ({ host, port }: SimulatedBoard, replyTimeoutMs?: number): Promise<RegisterLink> =>
  RegisterLink.connect({ host, port, replyTimeoutMs });

describe('SimulatedBoard', () => {
  it('starts its register server again at the same port, by itself if told so', async () => {
    await using board = await start('auto');
    const { port } = board;
    for (let times = 0; times < 3; times += 1) {
      const connected = await link(board);
      expect(board.port).toBe(port);
      board.inject({ kind: 'reset', direction: 'request', after: 0 });
      await expect(connected.lane('a').read(0, 1)).rejects.toMatchObject({ code: 'closed' });
      await expect.poll(() => board.listening).toBe(true);
    }
  });

  it('leaves it to startServer otherwise, and keeps the registers', async () => {
    await using board = await start('manual');
    const first = await link(board);
    await first.lane('a').write(0x100, Uint32Array.of(42));
    first.close();
    await expect.poll(() => board.listening).toBe(false);
    expect(board.lastExit).toMatchObject({ code: 255, reason: 'The client left.' });
    await expect(link(board)).rejects.toMatchObject({ code: 'not_started' });
    await Promise.all([board.startServer(), board.startServer()]);
    await using second = await link(board);
    expect(await second.lane('a').read(0x100, 1)).toEqual(Uint32Array.of(42));
  });

  it('is taken over by another PyRPL: the server ends, and a new one serves the other until it leaves', async () => {
    await using board = await start('auto');
    const first = await link(board);
    board.inject({ kind: 'takeover', direction: 'request', after: 0, holdMs: null });
    await expect(first.lane('a').read(0, 1)).rejects.toMatchObject({ code: 'closed', effect: 'none' });
    await expect.poll(() => board.takenOver).toBe(true);
    await expect(link(board, 100)).rejects.toMatchObject({ code: 'timeout' });
    board.release();
    await expect.poll(() => board.listening && !board.takenOver).toBe(true);
    await using second = await link(board);
    expect(second.end).toBe(null);
  });

  it('can be taken over while it serves nobody', async () => {
    await using board = await start('manual');
    await board.takeOver();
    expect(board.takenOver).toBe(true);
    await expect(link(board, 50)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('remembers every write with its cycle', async () => {
    let cycle = 1000;
    await using board = await SimulatedBoard.start({ fpga: new MemoryBus(), cycle: () => cycle++ });
    await using connected = await link(board);
    await connected.lane('a').write(0x200, new Uint32Array(600));
    expect(board.writes.entries).toEqual([
      { address: 0x200, count: 512, cycle: 1000 },
      { address: 0xa00, count: 88, cycle: 1001 },
    ]);
  });
});
