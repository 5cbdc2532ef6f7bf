/** Samples of one trace (red_pitaya_scope.v: 2^14 words per channel). */
export const TRACE_LENGTH = 16_384;

/** Seconds between ADC samples, at decimation 1. */
export const SAMPLE_PERIOD = 8e-9;

/** Numbers of ADC samples per sample of a trace: the hardware averages over powers of two only. */
export const DECIMATIONS: readonly number[] = Array.from({ length: 17 }, (_, exponent) => 2 ** exponent);
