/** A request without an id, when its turn comes. */
export interface Turn {
  begin(): void;
}

/** What decides about the turns of one connection. */
export interface TurnsOptions {
  /** Whether one more request may wait for its turn. */
  readonly hasRoom: () => boolean;
  /** Answers a request beyond the limit, in its turn. */
  readonly refuse: () => void;
  /** Whether more answers may be sent at present; else {@link Turns.advance} is called again later. */
  readonly mayAnswer: () => boolean;
}

/** Requests without an id: one at a time, in the order sent (PROTOCOL.md, section 6). */
export class Turns<Request extends Turn> {
  readonly #options: TurnsOptions;
  /** Requests, and between them how many were refused. */
  readonly #queue: (Request | number)[] = [];
  #waiting = 0;
  #current: Request | null = null;
  #advancing = false;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** The request whose turn it is. */
  get current(): Request | null {
    return this.#current;
  }

  /** Requests without a final response, beside those that will be refused. */
  get size(): number {
    return this.#waiting + (this.#current === null ? 0 : 1);
  }

  /** Queues a request; beyond the limit it will be refused in its turn, which takes no memory. */
  add(turn: Request): void {
    const last = this.#queue.at(-1);
    if (this.#options.hasRoom()) {
      this.#queue.push(turn);
      this.#waiting++;
    } else if (typeof last === 'number') this.#queue[this.#queue.length - 1] = last + 1;
    else this.#queue.push(1);
    this.advance();
  }

  /** The present request was answered. */
  finished(turn: Request): void {
    if (this.#current !== turn) return;
    this.#current = null;
    this.advance();
  }

  /** Begins whatever is next. */
  advance(): void {
    if (this.#advancing) return;
    this.#advancing = true;
    while (this.#current === null && this.#options.mayAnswer()) {
      const next = this.#queue.shift();
      if (next === undefined) break;
      if (typeof next === 'number') {
        if (next > 1) this.#queue.unshift(next - 1);
        this.#options.refuse();
      } else {
        this.#waiting--;
        this.#current = next;
        next.begin();
      }
    }
    this.#advancing = false;
  }

  /** Forgets whatever waits. */
  clear(): void {
    this.#queue.length = 0;
    this.#waiting = 0;
  }
}
