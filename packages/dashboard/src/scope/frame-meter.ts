/** Milliseconds over which the rate of frames is told. */
const SPAN = 1000;

/** Counts the traces that reached the display. Times are milliseconds of one clock. */
export class FrameMeter {
  #shown = 0;
  #seq: number | null = null;
  #droppedByWorker = 0;
  #came: number | null = null;
  readonly #times: number[] = [];

  /** Traces shown so far. */
  get shown(): number {
    return this.#shown;
  }

  /** Number that the worker's stream gave to the trace on the display; null before the first. */
  get seq(): number | null {
    return this.#seq;
  }

  /** Traces that the worker replaced by newer ones since this subscription began, because this page read too slowly. */
  get droppedByWorker(): number {
    return this.#droppedByWorker;
  }

  /** When the trace on the display came from the worker; null before the first. */
  get came(): number | null {
    return this.#came;
  }

  /**
   * A trace is shown.
   *
   * @param came - when it came from the worker
   */
  count(event: { readonly seq: number; readonly dropped: number }, came: number, now: number): void {
    this.#shown++;
    this.#seq = event.seq;
    this.#droppedByWorker = event.dropped;
    this.#came = came;
    this.#times.push(now);
    this.#forget(now);
  }

  /** Traces shown per second, over the last second. */
  rate(now: number): number {
    this.#forget(now);
    return (this.#times.length * 1000) / SPAN;
  }

  #forget(now: number): void {
    while (this.#times[0] !== undefined && this.#times[0] <= now - SPAN) this.#times.shift();
  }
}
