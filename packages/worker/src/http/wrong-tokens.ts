import type { Clock } from '@pyrpl-mux/client';

/** Wrong tokens that an address may send at once. */
const BURST = 10;

/** Milliseconds until it may send one more. */
const RECOVERY = 6000;

/** Addresses that are remembered; the one that was quiet for longest is forgotten first. */
const ADDRESSES = 1000;

/** Counts wrong tokens, so that nobody can try many: each address has a count of its own, which time lowers. */
export class WrongTokens {
  readonly #clock: Clock;
  readonly #counts = new Map<string, { readonly count: number; readonly at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Seconds until a token of this address is looked at again; 0 if it is now. */
  wait(address: string): number {
    return Math.max(0, Math.ceil(((this.#count(address) - (BURST - 1)) * RECOVERY) / 1000));
  }

  /** Counts a wrong token. */
  add(address: string): void {
    const count = this.#count(address) + 1;
    this.#counts.delete(address);
    this.#counts.set(address, { count, at: this.#clock.now() });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > ADDRESSES && oldest !== undefined) this.#counts.delete(oldest);
  }

  #count(address: string): number {
    const entry = this.#counts.get(address);
    return entry === undefined ? 0 : Math.max(0, entry.count - (this.#clock.now() - entry.at) / RECOVERY);
  }
}
