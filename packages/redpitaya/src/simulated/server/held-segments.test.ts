import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { encodeHeader, HEADER_BYTES } from '../../link/frames.ts';
import { SimulatedBoard } from './board.ts';
import { MemoryBus } from './testing/memory-bus.ts';

const RTT_MS = 100;

/** How often it is tried: whatever else the computer does can only make it longer. */
const TRIES = 5;
const REPLY_BYTES = HEADER_BYTES + 4;

const header = (count: number): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES);
  encodeHeader(bytes, 0, 'read', 0, count);
  return bytes;
};

/** Sends two reads at once, and `afterFirst` when the first reply is there; returns when each reply came [ms]. */
async function twoReads(afterFirst: Uint8Array | null): Promise<readonly [number, number]> {
  await using board = await SimulatedBoard.start({
    fpga: new MemoryBus(),
    faults: [{ kind: 'way', rttMs: RTT_MS, jitterMs: 0, seed: 1 }],
  });
  const socket = connect({ host: board.host, port: board.port, noDelay: true });
  await once(socket, 'connect');
  const start = performance.now();
  const times: number[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on('data', (chunk) => {
    for (let count = chunk.length / REPLY_BYTES; count > 0; count -= 1) times.push(performance.now() - start);
    if (times.length === 1 && afterFirst !== null) socket.write(afterFirst);
    if (times.length === 2) resolve();
  });
  socket.write(Buffer.concat([header(1), header(1)]));
  await promise;
  socket.destroy();
  const [first = 0, second = 0] = times;
  return [first, second];
}

describe('HeldSegments', () => {
  it('lets the first small reply pass, and holds the second until a late acknowledgement has come', async () => {
    const firsts: number[] = [];
    for (let times = 0; times < TRIES; times += 1) {
      const [first, second] = await twoReads(null);
      firsts.push(first);
      // From the start, for the first may be looked at late.
      expect(second).toBeGreaterThanOrEqual(RTT_MS + 40 + RTT_MS - 2);
    }
    expect(Math.min(...firsts)).toBeGreaterThanOrEqual(RTT_MS);
    expect(Math.min(...firsts)).toBeLessThan(2 * RTT_MS);
  });

  it('lets it go one round trip after the first, if that is acknowledged at once', async () => {
    const gaps: number[] = [];
    for (let times = 0; times < TRIES; times += 1) {
      const [first, second] = await twoReads(header(0));
      gaps.push(second - first);
    }
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(RTT_MS - 1);
    expect(Math.min(...gaps)).toBeLessThan(40 + RTT_MS - 1);
  });
});
