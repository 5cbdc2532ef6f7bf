/** Milliseconds after which an event no longer tells the present rate. */
const MEMORY = 10_000;

/** Most events that are remembered. */
const REMEMBERED = 64;

/** How often something happens, at present. */
export class RateMeter {
  readonly #times: number[] = [];

  /** @param now in ms */
  record(now: number): void {
    this.#times.push(now);
    if (this.#times.length > REMEMBERED) this.#times.shift();
  }

  /** Events per second over the last 64 of them, or the last 10 s if that is shorter. */
  rate(now: number): number {
    const recent = this.#times.filter((time) => now - time <= MEMORY);
    const [first] = recent;
    if (first === undefined || now <= first) return 0;
    return ((recent.length - 1) * 1000) / (now - first);
  }
}
