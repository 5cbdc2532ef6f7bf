import { seededRandom } from './random.ts';

/** `request`: bytes from the client to the board; `reply`: bytes from the board to the client. */
export type Direction = 'request' | 'reply';

/** Strikes one byte: the one after `after` more bytes have passed in its direction, counted from the injection. */
interface Strike {
  readonly direction: Direction;
  readonly after: number;
}

/**
 * Something that goes wrong, or just takes time, between a client and the register server.
 *
 * - `way`: the whole way has this round trip time [ms], with a random part on top; its throughput is not limited.
 * - `delay`: from the byte on, everything comes this much [ms] later.
 * - `drop`: the byte vanishes; the connection stays.
 * - `corrupt`: one bit of the byte flips.
 * - `truncate`: nothing from the byte on arrives; the connection ends in an orderly way, and the server with it.
 * - `reset`: at the byte, the connection is reset, and the server ends.
 * - `takeover`: at the byte, another PyRPL ends the server and is served by a new one, for so long [ms] or for ever.
 * - `random`: each byte is struck with this probability, by any of the others except `way` and `takeover`.
 */
export type Fault =
  | { readonly kind: 'way'; readonly rttMs: number; readonly jitterMs: number; readonly seed: number }
  | (Strike & { readonly kind: 'delay'; readonly durationMs: number })
  | (Strike & { readonly kind: 'drop' | 'truncate' | 'reset' })
  | (Strike & { readonly kind: 'corrupt'; readonly bit: number })
  | (Strike & { readonly kind: 'takeover'; readonly holdMs: number | null })
  | { readonly kind: 'random'; readonly rate: number; readonly seed: number };

/** An end that a fault puts to a connection. */
export type Cut =
  | { readonly kind: 'truncate' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'takeover'; readonly holdMs: number | null };

/** What becomes of a chunk: pieces of it, pauses and ends, in their order. */
export type Step =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'pause'; readonly durationMs: number }
  | { readonly kind: 'cut'; readonly cut: Cut };

type StrikingFault = Extract<Fault, Strike>;

interface Due {
  readonly fault: StrikingFault;
  /** Absolute position in its direction. */
  readonly at: number;
  /** What to arm when this one strikes. */
  readonly next: ((from: number) => Due) | null;
}

const RANDOM_KINDS = ['delay', 'drop', 'corrupt', 'truncate', 'reset'] as const;

/** The faults of one board, over all its connections. */
export class Faults {
  readonly #position: Record<Direction, number> = { request: 0, reply: 0 };
  #due: Due[] = [];
  #struck = 0;
  #rttMs = 0;
  #jitter: () => number = () => 0;

  constructor(faults: readonly Fault[] = []) {
    for (const fault of faults) this.inject(fault);
  }

  /** Arms a fault; it strikes once. */
  inject(fault: Fault): void {
    switch (fault.kind) {
      case 'way': {
        const random = seededRandom(fault.seed);
        this.#rttMs = fault.rttMs;
        this.#jitter = () => random() * fault.jitterMs;
        return;
      }
      case 'random':
        this.#arm(
          this.#atRandom('request', this.#position.request, fault.rate, seededRandom(2 * fault.seed)),
        );
        this.#arm(
          this.#atRandom('reply', this.#position.reply, fault.rate, seededRandom(2 * fault.seed + 1)),
        );
        return;
      case 'delay':
      case 'drop':
      case 'truncate':
      case 'reset':
      case 'corrupt':
      case 'takeover':
        this.#arm({ fault, at: this.#position[fault.direction] + fault.after, next: null });
    }
  }

  /** Faults that are armed and have not struck yet. */
  get armed(): number {
    return this.#due.length;
  }

  /** Faults that have struck. */
  get struck(): number {
    return this.#struck;
  }

  /** Whether the way takes time. */
  get slow(): boolean {
    return this.#rttMs > 0;
  }

  /** The time a segment sent now is on its way [ms]. */
  oneWayMs(): number {
    return (this.#rttMs + this.#jitter()) / 2;
  }

  /** Lets `chunk` pass in a direction, and applies what strikes it. */
  pass(direction: Direction, chunk: Uint8Array): readonly Step[] {
    const start = this.#position[direction];
    this.#position[direction] = start + chunk.length;
    const steps: Step[] = [];
    let from = 0;
    for (
      let due = this.#take(direction, start + chunk.length);
      due;
      due = this.#take(direction, start + chunk.length)
    ) {
      const offset = Math.max(from, due.at - start);
      if (offset > from) steps.push({ kind: 'bytes', bytes: chunk.subarray(from, offset) });
      from = offset;
      const step = strike(due.fault, chunk.subarray(offset, offset + 1));
      if (step !== null) steps.push(step);
      if (step?.kind === 'cut') return steps;
      if (step?.kind !== 'pause') from += 1;
    }
    if (from < chunk.length) steps.push({ kind: 'bytes', bytes: chunk.subarray(from) });
    return steps;
  }

  #arm(due: Due): void {
    this.#due.push(due);
    this.#due.sort((a, b) => a.at - b.at);
  }

  /** Takes out the first fault that strikes before the position `end`. */
  #take(direction: Direction, end: number): Due | null {
    const index = this.#due.findIndex(({ fault, at }) => fault.direction === direction && at < end);
    const [due] = index < 0 ? [] : this.#due.splice(index, 1);
    if (due === undefined) return null;
    this.#struck += 1;
    if (due.next !== null) this.#arm(due.next(due.at + 1));
    return due;
  }

  #atRandom(direction: Direction, from: number, rate: number, random: () => number): Due {
    const gap = Math.floor(Math.log(1 - random()) / Math.log(1 - rate));
    const kind = RANDOM_KINDS[Math.floor(random() * RANDOM_KINDS.length)] ?? 'drop';
    const strikes = { direction, after: 0 };
    const detail = random();
    const fault: StrikingFault =
      kind === 'delay'
        ? { kind, ...strikes, durationMs: 50 * detail }
        : kind === 'corrupt'
          ? { kind, ...strikes, bit: Math.floor(8 * detail) }
          : { kind, ...strikes };
    return { fault, at: from + gap, next: (after) => this.#atRandom(direction, after, rate, random) };
  }
}

function strike(fault: StrikingFault, byte: Uint8Array): Step | null {
  switch (fault.kind) {
    case 'delay':
      return { kind: 'pause', durationMs: fault.durationMs };
    case 'drop':
      return null;
    case 'corrupt':
      return { kind: 'bytes', bytes: byte.map((value) => value ^ (1 << fault.bit)) };
    case 'truncate':
    case 'reset':
      return { kind: 'cut', cut: { kind: fault.kind } };
    case 'takeover':
      return { kind: 'cut', cut: { kind: 'takeover', holdMs: fault.holdMs } };
  }
}
