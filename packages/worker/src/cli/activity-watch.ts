import { type Clock, systemClock } from '@pyrpl-mux/client';
import type { RegisterBus } from '@pyrpl-mux/redpitaya/simulated';

/** Longest time between two looks whether somebody is there [ms]. */
const LOOK_INTERVAL = 1000;

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
   * Calls back once when the registers have been at rest for `duration` ms, and nobody else is there who counts.
   *
   * @param isUsed whether somebody is there at present
   * @returns a function that takes the listener back
   */
  onIdle(duration: number, isUsed: () => boolean, listener: () => void): () => void {
    const look = (): void => {
      if (isUsed()) this.#latest = this.#clock.now();
      const left = this.#latest + duration - this.#clock.now();
      if (left <= 0) listener();
      else timer = this.#clock.setTimer(look, Math.min(left, LOOK_INTERVAL));
    };
    let timer = this.#clock.setTimer(look, Math.min(duration, LOOK_INTERVAL));
    return () => timer.cancel();
  }
}
