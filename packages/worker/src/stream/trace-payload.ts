import { constantArray, type ScopeTrace } from '@pyrpl-mux/client';
import type { StreamedTrace } from '../backend/backend.ts';
import { reduceToPeaks } from './peaks.ts';

/** One trace as it travels; whoever asks for the same number of values is given the very same arrays. */
export class TracePayload {
  readonly #trace: StreamedTrace;
  readonly #reduced = new Map<number, ScopeTrace>();

  constructor(trace: StreamedTrace) {
    for (const channel of trace.voltage) constantArray(channel);
    this.#trace = trace;
  }

  /** @param maxPoints most values per channel; undefined for every sample */
  data(maxPoints: number | undefined): ScopeTrace {
    const { voltage, time_step, time_start } = this.#trace;
    const samples = voltage[0].length;
    if (maxPoints === undefined || maxPoints >= samples) return this.#trace;
    const kept = this.#reduced.get(maxPoints);
    if (kept !== undefined) return kept;
    const [first, second] = voltage;
    const peaks = [
      constantArray(reduceToPeaks(first, maxPoints)),
      constantArray(reduceToPeaks(second, maxPoints)),
    ] as const;
    const step = (time_step * samples) / peaks[0].length;
    // Two values share the time of their group: each stands in the middle of its half.
    const start = time_start + (step - time_step) / 2;
    const data = { ...this.#trace, voltage: peaks, time_start: start, time_step: step };
    this.#reduced.set(maxPoints, data);
    return data;
  }
}
