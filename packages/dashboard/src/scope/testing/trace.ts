import type { ScopeTrace } from '@pyrpl-mux/client';

/** A trace with these voltages, as the worker sends it. */
export function traceOf(first: readonly number[], second: readonly number[]): ScopeTrace {
  return {
    voltage: [Float32Array.from(first), Float32Array.from(second)],
    time_start: -0.5,
    time_step: 1 / first.length,
    trigger_time: 1,
    settings: {
      input1: 'in1',
      input2: 'in2',
      decimation: 64,
      trigger_source: 'ch1_positive_edge',
      threshold: 0.1,
      hysteresis: 0.01,
      trigger_delay: 0,
      average: true,
    },
  };
}
