import { constantArray } from '@pyrpl-mux/client';

/** Axes that are kept; each is 128 KiB. */
const KEPT = 16;

/**
 * The time axes of traces. As long as the scope's settings stay, every trace gets the very same array, so that it need
 * not be written as text again.
 */
export class TimeAxes {
  readonly #axes = new Map<string, Float64Array>();

  /**
   * @param length number of samples
   * @param start time of the first sample [s]
   * @param step time between samples [s]
   */
  get(length: number, start: number, step: number): Float64Array {
    const key = `${length} ${start} ${step}`;
    const axis =
      this.#axes.get(key) ?? constantArray(Float64Array.from({ length }, (_, index) => start + index * step));
    this.#axes.delete(key);
    this.#axes.set(key, axis);
    const [oldest] = this.#axes.keys();
    if (this.#axes.size > KEPT && oldest !== undefined) this.#axes.delete(oldest);
    return axis;
  }
}
