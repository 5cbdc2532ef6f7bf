import type { Cut, Direction, Faults } from './faults.ts';

/** What happens at the far end of a way. */
export interface WayEnd {
  deliver(bytes: Uint8Array): void;
  cut(cut: Cut): void;
  /** Nothing more was sent after what has been delivered. */
  end(): void;
}

interface Travelling {
  readonly due: number;
  readonly arrive: () => void;
}

/** Timers are good to a millisecond; the rest of a delay is waited out turn by turn of the event loop. */
const TIMER_RESOLUTION_MS = 1.5;

/**
 * The way of one connection's bytes in one direction, with the faults on it. Order is kept whatever the delays; without
 * any, bytes pass at once.
 */
export class Way {
  readonly #faults: Faults;
  readonly #direction: Direction;
  readonly #end: WayEnd;
  #travelling: Travelling[] = [];
  #lastDue = 0;
  #closed = false;
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;

  constructor(faults: Faults, direction: Direction, end: WayEnd) {
    this.#faults = faults;
    this.#direction = direction;
    this.#end = end;
  }

  /** Sends a chunk on its way; `arriving` is called just before it is delivered. */
  push(chunk: Uint8Array, arriving?: () => void): void {
    if (this.#closed) return;
    const sentAt = performance.now();
    if (arriving !== undefined) this.#travel(sentAt, arriving);
    for (const step of this.#faults.pass(this.#direction, chunk)) {
      if (step.kind === 'pause') this.#lastDue = Math.max(this.#lastDue, sentAt) + step.durationMs;
      else if (step.kind === 'bytes') this.#travel(sentAt, () => this.#end.deliver(step.bytes));
      else this.#travel(sentAt, () => this.#end.cut(step.cut));
    }
    this.#wait();
  }

  /** The sender has nothing more to send; that, too, takes its time to arrive. */
  end(): void {
    this.#travel(performance.now(), () => this.#end.end());
    this.#wait();
  }

  /** Nothing arrives any more. */
  close(): void {
    this.#closed = true;
    this.#travelling = [];
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
  }

  #wait(): void {
    const [first] = this.#travelling;
    if (this.#closed || first === undefined || this.#timer !== null || this.#immediate !== null) return;
    const left = first.due - performance.now();
    if (left > TIMER_RESOLUTION_MS) this.#timer = setTimeout(() => this.#look(), left - TIMER_RESOLUTION_MS);
    else this.#immediate = setImmediate(() => this.#look());
  }

  #look(): void {
    this.#timer = null;
    this.#immediate = null;
    const now = performance.now();
    const later = this.#travelling.findIndex(({ due }) => due > now);
    const arrived = this.#travelling.splice(0, later < 0 ? this.#travelling.length : later);
    for (const { arrive } of arrived) if (!this.#closed) arrive();
    this.#wait();
  }

  #travel(sentAt: number, arrive: () => void): void {
    if (this.#closed) return;
    this.#lastDue = Math.max(this.#lastDue, sentAt + this.#faults.oneWayMs());
    if (this.#travelling.length === 0 && this.#lastDue <= performance.now()) arrive();
    else this.#travelling.push({ due: this.#lastDue, arrive });
  }
}
