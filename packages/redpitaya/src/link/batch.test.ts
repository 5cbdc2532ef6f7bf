import { describe, expect, it } from 'vitest';
import { SimulatedBoard } from '../simulated/index.ts';
import { MemoryBus } from '../simulated/server/testing/memory-bus.ts';
import { RegisterLink } from './register-link.ts';

const READ = { op: 'read', address: 0x4011_0000, count: 16_384 } as const;

describe('a batch that is given up', () => {
  it("fails with its signal's reason, and the lane goes on with what comes after it", async () => {
    await using board = await SimulatedBoard.start({ fpga: new MemoryBus() });
    await using link = await RegisterLink.connect(board);
    const port = link.lane('scope');
    await port.write(0x40, Uint32Array.of(7));
    const [before, half, late] = [new AbortController(), new AbortController(), new AbortController()];
    before.abort('never sent');
    await expect(port.batch([READ], before.signal)).rejects.toBe('never sent');
    const reading = port.batch([READ, READ], half.signal);
    const after = port.read(0x40, 1);
    half.abort('enough');
    await expect(reading).rejects.toBe('enough');
    expect(await after).toEqual(Uint32Array.of(7));
    const [words] = await port.batch([READ], late.signal);
    late.abort('too late');
    expect(words).toHaveLength(READ.count);
    expect(link.end).toBeNull();
    expect(link.status().queued).toBe(0);
  });

  it('is refused if it writes, for a write is never cut in the middle', async () => {
    await using board = await SimulatedBoard.start({ fpga: new MemoryBus() });
    await using link = await RegisterLink.connect(board);
    const writing = link
      .lane('scope')
      .batch([{ op: 'write', address: 0, words: Uint32Array.of(1) }], new AbortController().signal);
    await expect(writing).rejects.toThrow(RangeError);
    expect(board.writes.total).toBe(0);
  });
});
