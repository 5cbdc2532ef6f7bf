import type { RateLimitedLog } from './rate-limited-log.ts';

/** What went wrong on a connection without breaking it, in numbers since the client was made. */
export interface Counters {
  /** Answers to commands that had been given up. */
  readonly late: number;
  /** Answers with an id that no command has. */
  readonly unmatched: number;
  /** Further answers to an answered command, and ids that the worker reports as used twice. */
  readonly duplicated: number;
  /** Frames that could not be understood. */
  readonly malformed: number;
  /** Answers without an id while no command without an id was waiting. */
  readonly idless: number;
  /** Commands that outlived their deadline and were found by the sweep. */
  readonly strays: number;
}

/** Counts irregularities and logs them at a limited rate. */
export class Irregularities {
  readonly #log: RateLimitedLog;
  readonly #counters = { late: 0, unmatched: 0, duplicated: 0, malformed: 0, idless: 0, strays: 0 };

  constructor(log: RateLimitedLog) {
    this.#log = log;
  }

  /** The numbers at this moment. */
  get counters(): Counters {
    return { ...this.#counters };
  }

  count(kind: keyof Counters, details: object, sentence: string): void {
    this.#counters[kind] += 1;
    this.#log.warn(kind, details, sentence);
  }
}
