/** Values of one signal over the last while. */
export class SampleHistory {
  readonly #span: number;
  #samples: readonly { readonly time: number; readonly value: number }[] = [];

  /** @param span - milliseconds that are kept */
  constructor(span: number) {
    this.#span = span;
  }

  /** @param time - milliseconds; never goes back */
  add(time: number, value: number): void {
    this.#samples = [...this.#samples.filter((sample) => sample.time >= time - this.#span), { time, value }];
  }

  /** Smallest and largest value; null before the first. */
  get range(): { readonly low: number; readonly high: number } | null {
    if (this.#samples.length === 0) return null;
    const values = this.#samples.map(({ value }) => value);
    return { low: Math.min(...values), high: Math.max(...values) };
  }

  /**
   * A line through the values for SVG: the newest at the right edge, and the range of the values as high as the drawing,
   * or lower where it is small.
   *
   * @param least - the smallest range that is drawn over the whole height, so that mere noise looks like little
   */
  line(width: number, height: number, least: number): string {
    const { range } = this;
    const newest = this.#samples.at(-1)?.time ?? 0;
    if (range === null) return '';
    const middle = (range.low + range.high) / 2;
    const span = Math.max(range.high - range.low, least);
    return this.#samples
      .map(({ time, value }, index) => {
        const x = width * (1 - (newest - time) / this.#span);
        const y = height * (0.5 - (value - middle) / span);
        return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
      })
      .join('');
  }
}
