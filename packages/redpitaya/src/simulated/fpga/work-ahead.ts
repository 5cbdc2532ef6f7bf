/** Milliseconds between two slices. */
const PAUSE = 1;

/** Calls a task back after some milliseconds. */
export type Later = (task: () => void, milliseconds: number) => void;

/** The process may end while a task is still to come. */
function later(task: () => void, milliseconds: number): void {
  setTimeout(task, milliseconds).unref();
}

/** Takes slices of work while nobody asks, as long as there is some. */
export class WorkAhead {
  readonly #slice: () => boolean;
  readonly #later: Later;
  #isPending = false;

  /** @param slice - does a slice of the work and returns whether there may be more */
  constructor(slice: () => boolean, callLater: Later = later) {
    this.#slice = slice;
    this.#later = callLater;
  }

  /** There may be work. */
  wake(): void {
    if (this.#isPending) return;
    this.#isPending = true;
    this.#later(() => {
      this.#isPending = false;
      if (this.#slice()) this.wake();
    }, PAUSE);
  }
}
