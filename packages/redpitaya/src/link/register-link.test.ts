import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedBoard } from '../simulated/index.ts';
import { MemoryBus } from '../simulated/server/testing/memory-bus.ts';
import type { Operation } from './batch.ts';
import { RegisterLink } from './register-link.ts';

const start = (): Promise<SimulatedBoard> => SimulatedBoard.start({ fpga: new MemoryBus() });
const connect = ({ host, port }: SimulatedBoard): Promise<RegisterLink> =>
  RegisterLink.connect({ host, port });
const ramp = (count: number, from = 0): Uint32Array =>
  Uint32Array.from({ length: count }, (_, index) => from + index);

describe('RegisterLink', () => {
  it('reads back what was written, up to the longest transfer', async () => {
    await using board = await start();
    await using link = await connect(board);
    const port = link.lane('asg0');
    for (const count of [1, 2, 511, 512, 513, 16_384, 32_768]) {
      await port.write(0x40100000, ramp(count, count));
      expect(await port.read(0x40100000, count)).toEqual(ramp(count, count));
    }
  });

  it('answers a batch in its order; a write yields no words', async () => {
    await using board = await start();
    await using link = await connect(board);
    const [before, written, after] = await link.lane('pid0').batch([
      { op: 'read', address: 0x104, count: 1 },
      { op: 'write', address: 0x104, words: Uint32Array.of(9) },
      { op: 'read', address: 0x104, count: 1 },
    ]);
    expect([before, written, after]).toEqual([Uint32Array.of(0), new Uint32Array(0), Uint32Array.of(9)]);
    expect(await link.lane('pid0').batch([])).toEqual([]);
  });

  it('sends the words as they were when they were queued', async () => {
    await using board = await start();
    await using link = await connect(board);
    const words = Uint32Array.of(1);
    const written = link.lane('a').write(0, words);
    words[0] = 2;
    await written;
    expect(await link.lane('a').read(0, 1)).toEqual(Uint32Array.of(1));
  });

  it('refuses an impossible batch as a whole: nothing of it is sent', async () => {
    await using board = await start();
    await using link = await connect(board);
    const batch = link.lane('a').batch([
      { op: 'write', address: 0, words: Uint32Array.of(1) },
      { op: 'read', address: 2, count: 1 },
    ]);
    await expect(batch).rejects.toThrow(RangeError);
    await link.lane('a').read(0, 1);
    expect(board.writes.total).toBe(0);
    expect(link.status().inFlight).toEqual({ requests: 0, readWords: 0, writeWords: 0 });
  });

  it('refuses what a caller who awaits nothing asks for beyond thousands of batches', async () => {
    await using board = await start();
    await using link = await connect(board);
    const port = link.lane('a');
    const reads = Array.from({ length: 5000 }, () => port.read(0, 1));
    const settled = await Promise.allSettled(reads);
    const refused = settled.flatMap((result) =>
      result.status === 'rejected' ? [String(result.reason)] : [],
    );
    expect(refused).toHaveLength(5000 - 4096);
    expect(refused[0]).toMatch(/^RangeError: 4096 batches wait for the register link already\./);
    expect(await port.read(0, 1)).toEqual(Uint32Array.of(0));
  });

  it('gives every lane its own order and its own data, however lanes interleave', async () => {
    await using board = await start();
    await using link = await connect(board);
    const LANE_WORDS = 4096;
    const step = fc.record({
      isRead: fc.boolean(),
      offset: fc.nat(LANE_WORDS - 1),
      count: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 2000 })),
      batched: fc.boolean(),
    });
    const plans = fc.array(fc.array(step, { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 6 });
    let value = 1;
    await fc.assert(
      fc.asyncProperty(plans, async (lanes) => {
        await Promise.all(
          lanes.map(async (steps, index) => {
            const base = 0x40000000 + 4 * LANE_WORDS * index;
            const port = link.lane(`lane${index}`);
            const model = await port.read(base, LANE_WORDS);
            const expected: Uint32Array[] = [];
            const replies: Promise<readonly Uint32Array[]>[] = [];
            let batch: Operation[] = [];
            for (const { isRead, offset, count: wanted, batched } of steps) {
              const count = Math.min(wanted, LANE_WORDS - offset);
              const address = base + 4 * offset;
              if (isRead) {
                batch.push({ op: 'read', address, count });
                expected.push(model.slice(offset, offset + count));
              } else {
                const words = ramp(count, value);
                value += count;
                model.set(words, offset);
                batch.push({ op: 'write', address, words });
                expected.push(new Uint32Array(0));
              }
              if (batched) continue;
              replies.push(port.batch(batch));
              batch = [];
            }
            replies.push(port.batch(batch));
            expect((await Promise.all(replies)).flat()).toEqual(expected);
          }),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('lets a small write slip between the pieces of large reads: order on the wire, not time', async () => {
    await using board = await start();
    await using link = await connect(board);
    const trace = link.lane('scope').read(0x40110000, 16_384);
    let traceIsThere = false;
    const noticed = trace.then(() => {
      traceIsThere = true;
    });
    await link.lane('pid0').write(0x40300104, Uint32Array.of(1));
    expect(traceIsThere).toBe(false);
    await noticed;
  });

  it('has a whole module setup, table and read-backs, on its way within one round trip', async () => {
    await using board = await SimulatedBoard.start({
      fpga: new MemoryBus(),
      faults: [{ kind: 'way', rttMs: 200, jitterMs: 0, seed: 1 }],
    });
    await using link = await connect(board);
    const port = link.lane('asg0');
    await port.read(0, 1);
    const registers = ramp(10).values();
    const writes = [...registers].map(
      (index) => ({ op: 'write', address: 4 * index, words: ramp(1) }) as const,
    );
    const reads = writes.map(({ address }) => ({ op: 'read', address, count: 1 }) as const);
    const durations: number[] = [];
    for (let times = 0; times < 3; times += 1) {
      const from = performance.now();
      await port.batch([{ op: 'write', address: 0x10000, words: ramp(16_384) }, ...writes, ...reads]);
      durations.push(performance.now() - from);
    }
    // Two would take 400 ms.
    expect(Math.min(...durations)).toBeLessThan(350);
  });

  it('counts what passes', async () => {
    await using board = await start();
    await using link = await connect(board);
    await link.lane('a').write(0, ramp(600));
    await link.lane('b').read(0, 3);
    const { operations, wordsRead, wordsWritten, bytesSent, bytesReceived, roundTripMs, inFlight, queued } =
      link.status();
    // The first read is the one that made sure of the board.
    expect({ operations, wordsRead, wordsWritten, queued }).toEqual({
      operations: 3,
      wordsRead: 4,
      wordsWritten: 600,
      queued: 0,
    });
    expect(bytesSent).toBeGreaterThanOrEqual(8 + 2 * 8 + 2400 + 8);
    expect(bytesReceived).toBe(12 + 2 * 8 + 20);
    expect(roundTripMs.samples).toBe(4);
    expect(roundTripMs.p50).toBeGreaterThan(0);
    expect(inFlight).toEqual({ requests: 0, readWords: 0, writeWords: 0 });
  });

  it('ends by close: what is pending says what became of it, and nothing is accepted any more', async () => {
    await using board = await start();
    const link = await connect(board);
    const port = link.lane('a');
    const unsent = port.write(0, ramp(1));
    link.close();
    await expect(unsent).rejects.toMatchObject({ code: 'closed', effect: 'none', effects: ['none'] });
    await expect(port.write(0, ramp(1))).rejects.toMatchObject({ code: 'closed', effect: 'none' });
    expect(await link.ended).toBe(link.end);
    await expect.poll(() => board.lastExit).toMatchObject({ reason: 'The client left.' });
    expect(board.writes.total).toBe(0);
  });
});
