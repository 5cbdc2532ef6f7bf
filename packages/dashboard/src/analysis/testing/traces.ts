import type { NumericArray, ScopeTrace } from '@pyrpl-mux/client';

/** A trace as the stream sends it, with every sample. */
export function traceOf(
  ch1: NumericArray,
  ch2: NumericArray,
  settings: Partial<ScopeTrace['settings']> = {},
): ScopeTrace {
  const all: ScopeTrace['settings'] = {
    input1: 'in1',
    input2: 'in2',
    decimation: 1,
    trigger_source: 'immediately',
    threshold: 0,
    hysteresis: 0.001,
    trigger_delay: 0,
    average: true,
    ...settings,
  };
  return {
    voltage: [ch1, ch2],
    time_start: 0,
    time_step: 8e-9 * all.decimation,
    trigger_time: 4.590177392,
    settings: all,
  };
}

/** Numbers from a normal distribution, the same for the same seed (mulberry32, Box-Muller). */
export function gaussian(seed: number): () => number {
  let state = seed | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A sine of `cycles` periods over `length` samples. */
export function sine(
  length: number,
  cycles: number,
  { amplitude = 1, offset = 0, phase = 0 } = {},
): Float64Array {
  return Float64Array.from(
    { length },
    (_, index) => offset + amplitude * Math.sin((2 * Math.PI * cycles * index) / length + phase),
  );
}
