import { COUNTS_PER_VOLT } from '../registers/fixed-point.ts';
import { samplingTime, TRACE_LENGTH } from './scope-registers.ts';

const INDEX_MASK = TRACE_LENGTH - 1;

/**
 * The samples [V] of a ring buffer in the order in which they were recorded. 32 bit floats hold 14 bit values exactly.
 *
 * @param words the buffer: 14 bits per word at 8192 counts per volt
 * @param writePointer index of the newest sample
 */
export function unrollBuffer(words: Uint32Array, writePointer: number): Float32Array {
  const trace = new Float32Array(TRACE_LENGTH);
  const oldest = (writePointer + 1) & INDEX_MASK;
  for (let index = 0; index < TRACE_LENGTH; index += 1) {
    const word = words[(oldest + index) & INDEX_MASK] ?? 0;
    trace[index] = ((word << 18) >> 18) / COUNTS_PER_VOLT;
  }
  return trace;
}

/** When the samples of a trace were taken. */
export interface TimeAxis {
  /** Time of the first sample, seen from the trigger [s]. */
  readonly start: number;
  /** Time between samples [s]. */
  readonly step: number;
}

/**
 * The time axis of a trace.
 *
 * As in PyRPL, the trigger is at the sample after the one that was newest when it came. The board may record up to two
 * samples more than it was told to; they are part of the trace, which then begins that much later.
 *
 * @param delay samples that were to be recorded after the trigger
 * @param writePointer index of the newest sample
 * @param triggerPointer index of the sample that was newest at the trigger
 */
export function timeAxis(
  decimation: number,
  delay: number,
  writePointer: number,
  triggerPointer: number,
): TimeAxis {
  const step = samplingTime(decimation);
  const extra = ((((writePointer - triggerPointer - delay) & INDEX_MASK) << 18) >> 18) | 0;
  return { start: (delay + extra - TRACE_LENGTH) * step, step };
}

/** The running mean after its `count`-th trace, computed in place. */
export function averageInto(mean: Float64Array, trace: Float32Array, count: number): void {
  for (let index = 0; index < mean.length; index += 1) {
    const value = mean[index] ?? 0;
    mean[index] = value + ((trace[index] ?? 0) - value) / count;
  }
}
