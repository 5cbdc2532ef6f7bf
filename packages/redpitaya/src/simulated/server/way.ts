import type { Cut, Direction, Faults, Step } from './faults.ts';

/** What happens at the far end of a way. */
export interface WayEnd {
  deliver(bytes: Uint8Array): void;
  cut(cut: Cut): void;
}

interface Travelling {
  readonly step: Step;
  readonly due: number;
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

  push(chunk: Uint8Array): void {
    if (this.#closed) return;
    const now = performance.now();
    const arrival = now + this.#faults.oneWayMs();
    for (const step of this.#faults.pass(this.#direction, chunk)) {
      this.#lastDue = Math.max(this.#lastDue, arrival) + (step.kind === 'pause' ? step.durationMs : 0);
      if (step.kind === 'pause') continue;
      if (this.#travelling.length === 0 && this.#lastDue <= now) this.#arrive(step);
      else this.#travelling.push({ step, due: this.#lastDue });
    }
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
    for (const { step } of arrived) this.#arrive(step);
    this.#wait();
  }

  #arrive(step: Step): void {
    if (this.#closed) return;
    if (step.kind === 'bytes') this.#end.deliver(step.bytes);
    if (step.kind === 'cut') this.#end.cut(step.cut);
  }
}
