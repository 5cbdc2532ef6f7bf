interface Waiting<Value, Result> {
  readonly value: Value;
  readonly resolve: (result: Promise<Result> | undefined) => void;
}

/**
 * Sends the values of something that is dragged or tuned: one at a time, and what came meanwhile as its newest value only.
 * The last value is always sent, and sent last.
 */
export class LatestWins<Value, Result> {
  readonly #send: (value: Value) => Promise<Result>;
  #sending = false;
  #waiting: Waiting<Value, Result> | null = null;

  /** @param send - ends when the worker has answered */
  constructor(send: (value: Value) => Promise<Result>) {
    this.#send = send;
  }

  /** Whether a value is on its way or waits. */
  get busy(): boolean {
    return this.#sending;
  }

  /**
   * Sends a value now, or when the one that is on its way has been answered.
   *
   * @returns what its sending gave; undefined if a newer value took its place before it was sent
   * @throws what the sending throws, as a rejection
   */
  offer(value: Value): Promise<Result | undefined> {
    if (!this.#sending) return this.#begin(value);
    return new Promise((resolve) => {
      this.#waiting?.resolve(undefined);
      this.#waiting = { value, resolve };
    });
  }

  async #begin(value: Value): Promise<Result> {
    this.#sending = true;
    try {
      return await this.#send(value);
    } finally {
      this.#sending = false;
      this.#next();
    }
  }

  #next(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(this.#begin(waiting.value));
  }
}
