import type { RegisterPort } from '../link/register-port.ts';

/**
 * Runs tasks in the order asked for, whatever becomes of those before. Each waits for the one before, except that tasks
 * of one lane follow each other at once: a lane keeps the order of what it is given.
 */
export class Sequence {
  #lane: RegisterPort | null = null;
  #before: Promise<unknown> = Promise.resolve();
  #all: Promise<unknown> = Promise.resolve();

  /** @param lane through which alone the task sends, everything in its first turn */
  async run<T>(task: () => Promise<T>, lane: RegisterPort | null = null): Promise<T> {
    if (lane === null || lane !== this.#lane) this.#before = this.#all;
    this.#lane = lane;
    const result = this.#before.then(task);
    // Without its results: they would hold those of every task before.
    this.#all = Promise.allSettled([this.#all, result]).then(() => undefined);
    return await result;
  }
}
