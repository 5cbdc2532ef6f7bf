import type { Clock } from '../clock.ts';
import type { Logger } from './logger.ts';

/** Seconds between two lines of one kind. */
export const LOG_INTERVAL = 10;

/** Logs at most one warning per kind and interval, so that a peer gone wild can't fill a disk. */
export class RateLimitedLog {
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #kinds = new Map<string, { last: number; suppressed: number }>();

  constructor(logger: Logger, clock: Clock) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** @param kind - one of a fixed set of words, never text of the peer. */
  warn(kind: string, details: object, sentence: string): void {
    const now = this.#clock.now();
    const seen = this.#kinds.get(kind);
    if (seen !== undefined && now - seen.last < LOG_INTERVAL * 1000) {
      seen.suppressed += 1;
      return;
    }
    this.#kinds.set(kind, { last: now, suppressed: 0 });
    const suppressed = seen?.suppressed ?? 0;
    this.#logger.warn(suppressed === 0 ? details : { ...details, suppressed }, sentence);
  }
}
