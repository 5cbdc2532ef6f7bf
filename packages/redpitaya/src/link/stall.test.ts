import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SimulatedBoard } from '../simulated/index.ts';
import { MemoryBus } from '../simulated/server/testing/memory-bus.ts';
import { encodeHeader, HEADER_BYTES } from './frames.ts';
import { RegisterLink } from './register-link.ts';

const BURST = 20;
const REPLY_BYTES = HEADER_BYTES + 4;

/** Shortest of `times` durations [ms]: whatever else the computer does can only make it longer. */
async function shortest(times: number, run: () => Promise<unknown>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let index = 0; index < times; index += 1) {
    const start = performance.now();
    await run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** A client that knows nothing: sends `count` reads, waits for all replies. */
async function burst(socket: Socket, count: number): Promise<void> {
  const request = new Uint8Array(HEADER_BYTES * count);
  for (let index = 0; index < count; index += 1) encodeHeader(request, HEADER_BYTES * index, 'read', 0, 1);
  let missing = REPLY_BYTES * count;
  const { promise, resolve } = Promise.withResolvers<void>();
  const receive = (chunk: Uint8Array): void => {
    missing -= chunk.length;
    if (missing === 0) resolve();
  };
  socket.on('data', receive);
  socket.write(request);
  await promise;
  socket.off('data', receive);
}

describe.runIf(process.platform === 'linux')('the 40 ms stall of pipelined small replies', () => {
  let board: SimulatedBoard;
  beforeAll(async () => {
    board = await SimulatedBoard.start({ fpga: new MemoryBus() });
  });
  afterAll(() => board.close());

  it('is there for a client that only sends requests', async () => {
    const socket = connect({ host: board.host, port: board.port, noDelay: true });
    // A fresh connection acknowledges at once; only after some exchanges does it begin to wait.
    for (let index = 0; index < 50; index += 1) await burst(socket, 1);
    expect(await shortest(5, () => burst(socket, BURST))).toBeGreaterThan(20);
    socket.destroy();
    await expect.poll(() => board.lastExit).not.toBe(null);
    await board.startServer();
  });

  it('is not there for a register link', async () => {
    await using link = await RegisterLink.connect({ host: board.host, port: board.port });
    const port = link.lane('a');
    const operations = Array.from({ length: BURST }, () => ({ op: 'read', address: 0, count: 1 }) as const);
    for (let index = 0; index < 50; index += 1) await port.read(0, 1);
    const before = link.status().nudges;
    expect(await shortest(20, () => port.batch(operations))).toBeLessThan(20);
    expect(link.status().nudges).toBeGreaterThan(before);
  });
});
