import type { Piece } from './batch.ts';
import { Fifo } from './fifo.ts';
import type { OperationKind } from './frames.ts';
import { RoundTrips } from './round-trips.ts';
import { HEADER_WORDS } from './turns.ts';

/** Words per millisecond that are allowed for: 12.5 million words/s, about what a gigabit carries. */
const WORDS_PER_MS = 12_500;

/** Enough to keep a local board busy, and short enough (0.2 ms of a gigabit) to wait behind. */
const LEAST_WORDS = 2048;

/** A whole trace of both channels, on a long way. */
const MOST_READ_WORDS = 32_768;

/** A whole generator table with the registers of its module, on a long way. */
const MOST_WRITE_WORDS = 20_000;

/** A round trip measures the way only if the transfer itself takes no time worth mentioning. */
const SMALL_WORDS = 16;

/** A piece on its way, and when it was handed to the socket [ms]. */
export interface Flying {
  readonly piece: Piece;
  readonly sentAt: number;
  readonly clean: boolean;
}

/**
 * What is between here and the board: the oldest request first, as replies come in no other order. Bounds the words
 * on their way, so that a small request sent now need not wait long, to what the way holds at full speed.
 */
export class Flight {
  readonly #flying = new Fifo<Flying>();
  readonly #words: Record<OperationKind, number> = { read: 0, write: 0 };
  /** Those of pieces that are not small, without headers. */
  readonly #bulk: Record<OperationKind, number> = { read: 0, write: 0 };
  readonly #refilling: Record<OperationKind, boolean> = { read: true, write: true };
  readonly roundTrips = new RoundTrips();

  get requests(): number {
    return this.#flying.length;
  }

  /** Words on their way, headers included. */
  get words(): Readonly<Record<OperationKind, number>> {
    return this.#words;
  }

  get oldest(): Flying | undefined {
    return this.#flying.peek();
  }

  /**
   * Whether one more request of this kind, of `count` words, may leave now. Pieces of large transfers that were held
   * back leave again when half of theirs have arrived: several in one write to the socket, not one by one.
   */
  isOpen(kind: OperationKind, count: number): boolean {
    return this.#words[kind] < this.#room(kind) && (count <= SMALL_WORDS || this.#refilling[kind]);
  }

  depart(piece: Piece, sentAt: number): void {
    const clean = this.requests === 0 && piece.count <= SMALL_WORDS;
    this.#count(piece, 1);
    if (this.#words[piece.kind] >= this.#room(piece.kind)) this.#refilling[piece.kind] = false;
    this.#flying.push({ piece, sentAt, clean });
  }

  /** The oldest request's reply is complete. */
  arrive(now: number): void {
    const flying = this.#flying.shift();
    if (flying === undefined) return;
    const { kind } = flying.piece;
    this.#count(flying.piece, -1);
    if (this.#bulk[kind] <= this.#room(kind) / 2) this.#refilling[kind] = true;
    this.roundTrips.record(now - flying.sentAt, flying.clean);
  }

  /** Takes out everything that will not be answered any more. */
  drain(): Piece[] {
    this.#words.read = 0;
    this.#words.write = 0;
    return this.#flying.drain().map(({ piece }) => piece);
  }

  #room(kind: OperationKind): number {
    const most = kind === 'read' ? MOST_READ_WORDS : MOST_WRITE_WORDS;
    return Math.min(most, Math.max(LEAST_WORDS, this.roundTrips.way * WORDS_PER_MS));
  }

  #count({ kind, count }: Piece, sign: 1 | -1): void {
    this.#words[kind] += sign * (count + HEADER_WORDS);
    if (count > SMALL_WORDS) this.#bulk[kind] += sign * count;
  }
}
