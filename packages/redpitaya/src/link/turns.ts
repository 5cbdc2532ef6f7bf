import { type Batch, PIECE_WORDS, type Piece } from './batch.ts';
import { Fifo } from './fifo.ts';
import { HEADER_BYTES, type OperationKind } from './frames.ts';

/** What a frame costs beside its words [words]. */
export const HEADER_WORDS = HEADER_BYTES / 4;

/** Batches that may wait, so that a caller who never awaits an answer is told instead of filling the memory. */
const MOST_QUEUED = 4096;

interface Lane {
  readonly name: string;
  readonly batches: Fifo<Batch>;
}

/**
 * Who sends next. Lanes take turns; a turn is one piece of a large transfer, or as many small operations as
 * weigh no more than one. Within a lane, order is kept. A lane that must wait (too many reply words are in
 * flight) keeps its place, while lanes behind it that need not wait go on.
 */
export class Turns {
  #waiting: Lane[] = [];
  readonly #lanes = new Map<string, Lane>();
  #queued = 0;

  /** Batches of which something is still unsent. */
  get queued(): number {
    return this.#queued;
  }

  /** @throws RangeError if too many wait already */
  enqueue(laneName: string, batch: Batch): void {
    if (this.#queued >= MOST_QUEUED) {
      throw new RangeError(
        `${MOST_QUEUED} batches wait for the register link already. This one was not sent; await earlier answers first.`,
      );
    }
    const lane = this.#lanes.get(laneName) ?? { name: laneName, batches: new Fifo<Batch>() };
    this.#lanes.set(laneName, lane);
    if (lane.batches.length === 0) this.#waiting.push(lane);
    lane.batches.push(batch);
    this.#queued += 1;
  }

  /** Sends the turns that `isOpen` admits, piece by piece; `send` may close it. */
  run(isOpen: (kind: OperationKind, count: number) => boolean, send: (piece: Piece) => void): void {
    let position = 0;
    while (position < this.#waiting.length) {
      const lane = this.#waiting[position];
      if (lane === undefined) return;
      const hasSent = this.#turn(lane, isOpen, send);
      if (!hasSent && lane.batches.length > 0) {
        position += 1;
        continue;
      }
      this.#waiting.splice(position, 1);
      if (lane.batches.length > 0) this.#waiting.push(lane);
      if (hasSent) position = 0;
    }
  }

  #turn(
    lane: Lane,
    isOpen: (kind: OperationKind, count: number) => boolean,
    send: (piece: Piece) => void,
  ): boolean {
    let weight = 0;
    for (let batch = lane.batches.peek(); batch !== undefined; batch = lane.batches.peek()) {
      const next = batch.peek();
      if (next === null) {
        lane.batches.shift();
        this.#queued -= 1;
        continue;
      }
      const cost = next.count + HEADER_WORDS;
      if (!isOpen(next.kind, next.count) || (weight > 0 && weight + cost > PIECE_WORDS + HEADER_WORDS)) break;
      const piece = batch.take();
      if (piece !== null) send(piece);
      weight += cost;
    }
    return weight > 0;
  }

  /** Takes out every batch of which something is unsent. */
  drain(): Batch[] {
    const batches = this.#waiting.flatMap((lane) => lane.batches.drain());
    this.#waiting = [];
    this.#queued = 0;
    return batches;
  }
}
