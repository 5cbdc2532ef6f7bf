import { type Effect, type LinkEndCode, RegisterLinkError } from './errors.ts';
import { checkSpan, type OperationKind } from './frames.ts';

/** Reads `count` words, address ascending. Several words are not one moment of the board. */
export interface ReadOperation {
  readonly op: 'read';
  readonly address: number;
  readonly count: number;
  /** Where the words go, `count` long; new memory if it is left out. */
  readonly into?: Uint32Array | undefined;
}

/** Writes `words`, address ascending. */
export interface WriteOperation {
  readonly op: 'write';
  readonly address: number;
  readonly words: Uint32Array;
}

/** One access to the registers. */
export type Operation = ReadOperation | WriteOperation;

/** The longest piece [words] that one frame carries, so that other lanes come in between. */
export const PIECE_WORDS = 512;

/** One frame: a part of one operation of a batch, at most {@link PIECE_WORDS} long. */
export interface Piece {
  readonly batch: Batch;
  readonly index: number;
  readonly kind: OperationKind;
  readonly address: number;
  readonly count: number;
  /** Words read: where the reply's data go. Words written: what is sent. */
  readonly words: Uint32Array;
}

const EMPTY = new Uint32Array(0);

interface Entry {
  readonly kind: OperationKind;
  readonly address: number;
  readonly words: Uint32Array;
  sent: number;
  acknowledged: number;
}

function memoryOf({ count, into = new Uint32Array(count) }: ReadOperation): Uint32Array {
  if (into.length === count) return into;
  throw new RangeError(`The read was not sent: ${count} words do not go into memory for ${into.length}.`);
}

/** Operations that one caller queued together, and the truth about how far each of them came. */
export class Batch {
  readonly #entries: readonly Entry[];
  readonly #settled = Promise.withResolvers<readonly Uint32Array[]>();
  #sending = 0;
  #open: number;

  /**
   * @param signal gives the batch up: what was not sent is not sent any more, and it fails with the signal's reason
   * @throws RangeError if any operation is impossible, or a write could be given up; then nothing of the batch is sent.
   */
  constructor(operations: readonly Operation[], signal?: AbortSignal) {
    if (signal !== undefined && operations.some(({ op }) => op === 'write'))
      throw new RangeError('The batch was not sent: one with a write can not be given up half-way.');
    this.#entries = operations.map((operation) => {
      const { op, address } = operation;
      checkSpan(op, address, operation.op === 'read' ? operation.count : operation.words.length);
      const words = operation.op === 'read' ? memoryOf(operation) : operation.words.slice();
      return { kind: op, address, words, sent: 0, acknowledged: 0 };
    });
    this.#open = this.#entries.length;
    if (this.#open === 0) this.#settled.resolve([]);
    if (signal !== undefined) this.#obey(signal);
  }

  /** How many operations it has. */
  get operations(): number {
    return this.#entries.length;
  }

  /** Per operation the words read; a write's are empty. */
  get settled(): Promise<readonly Uint32Array[]> {
    return this.#settled.promise;
  }

  /** What the next piece would be, or null when everything has been sent. */
  peek(): { readonly kind: OperationKind; readonly count: number } | null {
    const entry = this.#entries[this.#sending];
    return entry === undefined
      ? null
      : { kind: entry.kind, count: Math.min(PIECE_WORDS, entry.words.length - entry.sent) };
  }

  /** Takes the next piece and counts it as sent. */
  take(): Piece | null {
    const index = this.#sending;
    const entry = this.#entries[index];
    if (entry === undefined) return null;
    const from = entry.sent;
    entry.sent = Math.min(entry.words.length, from + PIECE_WORDS);
    if (entry.sent === entry.words.length) this.#sending += 1;
    const words = entry.words.subarray(from, entry.sent);
    return {
      batch: this,
      index,
      kind: entry.kind,
      address: entry.address + 4 * from,
      count: words.length,
      words,
    };
  }

  /** The reply to `piece` is complete. */
  acknowledge(piece: Piece): void {
    const entry = this.#entries[piece.index];
    if (entry === undefined) return;
    entry.acknowledged += piece.count;
    if (entry.acknowledged < entry.words.length) return;
    this.#open -= 1;
    if (this.#open > 0) return;
    this.#settled.resolve(this.#entries.map(({ kind, words }) => (kind === 'read' ? words : EMPTY)));
  }

  #obey(signal: AbortSignal): void {
    const giveUp = (): void => {
      this.#sending = this.#entries.length;
      this.#settled.reject(signal.reason);
    };
    const ignore = (): void => signal.removeEventListener('abort', giveUp);
    signal.addEventListener('abort', giveUp, { once: true });
    this.settled.then(ignore, ignore);
    if (signal.aborted) giveUp();
  }

  /** The link has ended before all replies came. */
  fail(code: LinkEndCode, why: string, cause: unknown): void {
    const effects = this.#entries.map(effectOf);
    const writes = this.#entries.filter(({ kind }) => kind === 'write');
    const effect = writes.every(({ sent }) => sent === 0)
      ? 'none'
      : writes.every(({ words, acknowledged }) => acknowledged === words.length)
        ? 'done'
        : 'unknown';
    this.#settled.reject(
      new RegisterLinkError(code, `${why} ${CONSEQUENCE[effect]}`, { effect, effects, cause }),
    );
  }
}

const CONSEQUENCE: Readonly<Record<Effect, string>> = {
  none: 'Nothing was written.',
  done: 'Everything had been written.',
  unknown: 'Whether all of it was written is unknown: read the registers back.',
};

function effectOf({ kind, words, sent, acknowledged }: Entry): Effect {
  if (kind === 'read' || sent === 0) return 'none';
  return acknowledged === words.length ? 'done' : 'unknown';
}
