import { expect } from 'vitest';
import { RedPitaya } from '../../board.ts';
import { RegisterLink } from '../../link/register-link.ts';
// biome-ignore lint/style/noRestrictedImports: for tests, whose registers are served over TCP.
import { SimulatedBoard } from '../../simulated/index.ts';
// biome-ignore lint/style/noRestrictedImports: for tests, whose registers are served over TCP.
import type { RegisterBus } from '../../simulated/server/register-bus.ts';
// biome-ignore lint/style/noRestrictedImports: for tests, whose registers are served over TCP.
import { MemoryBus } from '../../simulated/server/testing/memory-bus.ts';

const hex = (value: number): string => value.toString(16).toUpperCase();

/** Notes what is written, as `address=value`; of a table the first words. */
class WritesOf implements RegisterBus {
  readonly #fpga = new MemoryBus();
  #writes: string[] = [];

  /** Begins with the image's constants, and with the values of a freshly loaded one. */
  constructor() {
    this.#fpga.write(0x4030_0200, Uint32Array.of(12, 32, 10, 24, 0, 0, 0, 0, 4, 5, 10));
    this.#fpga.write(0x4030_000c, Uint32Array.of(0xff));
    this.#fpga.write(0x4020_0000, Uint32Array.of(0x0200_0200, 0x2000));
  }

  read(address: number, count: number): Uint32Array {
    return this.#fpga.read(address, count);
  }

  write(address: number, words: Uint32Array): void {
    if (words.length === 1 || address % 0x1_0000 === 0 || address === 0x4034_8000) {
      this.#writes.push(`${hex(address)}=${[...words.subarray(0, 8)].map(hex).join(',')}`);
    }
    this.#fpga.write(address, words);
  }

  take(): string[] {
    return this.#writes.splice(0);
  }
}

/** What a change writes to registers that remember, attached to before. */
export async function written(change: (board: RedPitaya) => Promise<unknown>): Promise<string[]> {
  const bus = new WritesOf();
  await using server = await SimulatedBoard.start({ fpga: bus });
  await using link = await RegisterLink.connect(server);
  const board = await RedPitaya.attach(link);
  expect(bus.take()).toEqual([]);
  await change(board);
  return bus.take();
}
