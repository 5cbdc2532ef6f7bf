import { describe, expect, it } from 'vitest';
import { SimulatedBoard } from '../simulated/index.ts';
import { MemoryBus } from '../simulated/server/testing/memory-bus.ts';
import { RegisterLink } from './register-link.ts';
import { ManualClock } from './testing/manual-clock.ts';

async function scene(): Promise<{ board: SimulatedBoard; clock: ManualClock; link: RegisterLink }> {
  const board = await SimulatedBoard.start({ fpga: new MemoryBus() });
  const clock = new ManualClock();
  const link = await RegisterLink.connect({ host: board.host, port: board.port, clock });
  return { board, clock, link };
}

describe('the watch over a link', () => {
  it('reads a register when the link was idle for 1 s, and again each second', async () => {
    const { board, clock, link } = await scene();
    for (let beats = 1; beats <= 3; beats += 1) {
      clock.advance(999);
      expect(link.status().heartbeats).toBe(beats - 1);
      clock.advance(1);
      expect(link.status().heartbeats).toBe(beats);
      await expect.poll(() => link.status().wordsRead).toBe(1 + beats);
    }
    link.close();
    board.close();
  });

  it('does not while the link is in use', async () => {
    const { board, clock, link } = await scene();
    for (let times = 0; times < 10; times += 1) {
      clock.advance(600);
      await link.lane('a').read(0, 1);
    }
    expect(link.status().heartbeats).toBe(0);
    link.close();
    board.close();
  });

  it('ends the link when a reply is overdue, and no later answer is taken for another', async () => {
    const { board, clock, link } = await scene();
    board.inject({ kind: 'delay', direction: 'request', after: 0, durationMs: 60_000 });
    clock.advance(700);
    const write = link.lane('a').write(0x100, Uint32Array.of(1));
    const failed = expect(write).rejects.toMatchObject({ code: 'timeout', effect: 'unknown' });
    const queued = expect(link.lane('b').read(0, 1)).rejects.toMatchObject({
      code: 'timeout',
      effect: 'none',
    });
    await expect.poll(() => board.faults.struck).toBe(1);
    clock.advance(1999);
    expect(link.end).toBe(null);
    clock.advance(1);
    await Promise.all([failed, queued]);
    expect(link.end?.message).toContain('did not reply within 2 s.');
    board.close();
  });

  it('finds a dead board though nobody asks it anything', async () => {
    const { board, clock, link } = await scene();
    board.inject({ kind: 'delay', direction: 'reply', after: 0, durationMs: 60_000 });
    clock.advance(1000);
    await expect.poll(() => board.faults.struck).toBe(1);
    clock.advance(2000);
    expect(link.end?.code).toBe('timeout');
    board.close();
  });

  it('leaves no timer behind', async () => {
    const { board, clock, link } = await scene();
    expect(clock.armed).toBe(1);
    link.close();
    expect(clock.armed).toBe(0);
    board.close();
  });

  it('does not blame the board when this process was held up', async () => {
    await using board = await SimulatedBoard.start({ fpga: new MemoryBus() });
    await using link = await RegisterLink.connect({
      host: board.host,
      port: board.port,
      replyTimeoutMs: 200,
    });
    const reply = link.lane('a').read(0, 1);
    await new Promise((resolve) => setImmediate(resolve));
    const until = performance.now() + 600;
    while (performance.now() < until);
    expect(await reply).toEqual(Uint32Array.of(0));
  });
});
