import type { RegisterBus } from '../register-bus.ts';

/** Registers that only remember: 4 MiB of them, repeating over the whole address range. */
export class MemoryBus implements RegisterBus {
  readonly #words = new Uint32Array(0x10_0000);

  read(address: number, count: number): Uint32Array {
    const start = this.#index(address);
    return this.#words.slice(start, start + count);
  }

  write(address: number, words: Uint32Array): void {
    this.#words.set(words, this.#index(address));
  }

  #index(address: number): number {
    return (address % 0x40_0000) / 4;
  }
}
