import type { ScopeTrace } from '@pyrpl-mux/client';

/**
 * Mean of traces in this page. Until there are `count` it is their mean; then each new trace has the weight 1/count, as
 * PyRPL's scope does in continuous mode. Traces taken with other settings or at other times begin a new mean.
 */
export class RunningMean {
  #like: ScopeTrace | null = null;
  #taken = 0;
  readonly #means: [Float64Array, Float64Array] = [new Float64Array(), new Float64Array()];

  /** Traces that the mean holds. */
  get taken(): number {
    return this.#taken;
  }

  /** Begins anew. */
  clear(): void {
    this.#like = null;
    this.#taken = 0;
  }

  /**
   * Adds a trace and answers with the mean.
   *
   * @param count - of traces to average, at least 1
   */
  add(trace: ScopeTrace, count: number): ScopeTrace {
    if (this.#like === null || !alike(this.#like, trace)) this.clear();
    this.#like = trace;
    this.#taken = Math.min(this.#taken + 1, count);
    const [first, second] = trace.voltage;
    return { ...trace, voltage: [this.#mean(0, first), this.#mean(1, second)] };
  }

  #mean(channel: 0 | 1, values: ScopeTrace['voltage'][number]): Float32Array {
    let means = this.#means[channel];
    if (means.length !== values.length) means = this.#means[channel] = new Float64Array(values.length);
    const weight = 1 / this.#taken;
    for (let k = 0; k < means.length; k++) {
      const before = means[k] ?? 0;
      means[k] = before + ((values[k] ?? 0) - before) * weight;
    }
    return Float32Array.from(means);
  }
}

function alike(one: ScopeTrace, other: ScopeTrace): boolean {
  return (
    one.time_start === other.time_start &&
    one.time_step === other.time_step &&
    one.voltage[0].length === other.voltage[0].length &&
    one.settings.input1 === other.settings.input1 &&
    one.settings.input2 === other.settings.input2 &&
    one.settings.trigger_source === other.settings.trigger_source &&
    one.settings.average === other.settings.average
  );
}
