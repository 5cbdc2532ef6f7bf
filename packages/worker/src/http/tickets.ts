import { randomBytes } from 'node:crypto';
import type { Clock, SessionAccess } from '@pyrpl-mux/client';

/** Milliseconds that a ticket is good for. */
const LIFE = 60_000;

/** Tickets that may wait to be used; a further one replaces the oldest. */
const MOST = 64;

/** Opens the page once: for the command line of a browser, which other users of a computer can read. */
export class Tickets {
  readonly #clock: Clock;
  readonly #unused = new Map<string, { readonly access: SessionAccess; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A ticket that is good for a minute. */
  issue(access: SessionAccess): string {
    const ticket = randomBytes(24).toString('base64url');
    this.#unused.set(ticket, { access, until: this.#clock.now() + LIFE });
    const [oldest] = this.#unused.keys();
    if (this.#unused.size > MOST && oldest !== undefined) this.#unused.delete(oldest);
    return ticket;
  }

  /** What a ticket allows; null if it was used already, is too old, or never was one. */
  use(ticket: string): SessionAccess | null {
    const entry = this.#unused.get(ticket);
    this.#unused.delete(ticket);
    return entry === undefined || this.#clock.now() > entry.until ? null : entry.access;
  }
}
