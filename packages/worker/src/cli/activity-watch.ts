import { type Clock, systemClock } from '@pyrpl-mux/client';
import type { RegisterBus } from '@pyrpl-mux/redpitaya/simulated';

/**
 * Registers that tell when nobody uses them. A client's link reads a register every few seconds when it has nothing
 * else to do, so registers at rest have no client.
 */
export class ActivityWatch<Registers extends RegisterBus> implements RegisterBus {
  readonly registers: Registers;
  readonly #clock: Clock;
  #latest: number;

  constructor(registers: Registers, clock: Clock = systemClock) {
    this.registers = registers;
    this.#clock = clock;
    this.#latest = clock.now();
  }

  read(address: number, count: number): Uint32Array {
    this.#latest = this.#clock.now();
    return this.registers.read(address, count);
  }

  write(address: number, words: Uint32Array): void {
    this.#latest = this.#clock.now();
    this.registers.write(address, words);
  }

  /**
   * Calls back once when the registers have been at rest for `duration` ms.
   *
   * @returns a function that takes the listener back
   */
  onIdle(duration: number, listener: () => void): () => void {
    const look = (): void => {
      const left = this.#latest + duration - this.#clock.now();
      if (left <= 0) listener();
      else timer = this.#clock.setTimer(look, left);
    };
    let timer = this.#clock.setTimer(look, duration);
    return () => timer.cancel();
  }
}
