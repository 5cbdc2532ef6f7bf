/** Milliseconds over which the rate of frames is told. */
const SPAN = 1000;

/** Counts the traces that reached the display. Times are milliseconds of one clock. */
export class FrameMeter {
  #droppedByWorker = 0;
  #came: number | null = null;
  readonly #times: number[] = [];

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
   * @param droppedByWorker - how many were replaced by newer ones until then
   */
  count(came: number, now: number, droppedByWorker: number): void {
    this.#droppedByWorker = droppedByWorker;
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
