import { BUFFER_LENGTH } from './scope.ts';

/** A stretch of the scope's writing with one decimation: store `k` happens at cycle `firstStore + k * decimation`. */
export interface Segment {
  /** Cycle of store 0. */
  readonly firstStore: number;
  /** Cycles per sample. */
  readonly decimation: number;
  readonly average: boolean;
  /** Number of stores in all segments before this one. */
  readonly storesBefore: number;
  /** Buffer index of store 0. */
  readonly firstIndex: number;
  /** The write pointer was reset, and not moved, before store 0. */
  readonly fromReset: boolean;
  /** Stores happen before this cycle only; infinite while writing goes on. */
  end: number;
}

/** Number of stores of `segment` in cycles before `cycle`. */
export function storesBefore(segment: Segment, cycle: number): number {
  const until = Math.min(cycle, segment.end);
  return Math.max(0, Math.ceil((until - segment.firstStore) / segment.decimation));
}

/** Cycle of store `k`. */
export function storeCycle(segment: Segment, k: number): number {
  return segment.firstStore + k * segment.decimation;
}

/** Buffer index of store `k`, any integer. */
export function bufferIndex(segment: Segment, k: number): number {
  const index = (segment.firstIndex + k) % BUFFER_LENGTH;
  return index < 0 ? index + BUFFER_LENGTH : index;
}

/** The latest store before `cycle` that went to buffer index `index`; negative if there was none. */
export function storeAt(segment: Segment, index: number, cycle: number): number {
  const last = storesBefore(segment, cycle) - 1;
  const back = (bufferIndex(segment, last) - index + BUFFER_LENGTH) % BUFFER_LENGTH;
  return last - back;
}

/** First of the stores before `cycle` that later ones have not overwritten. */
export function oldestKept(segment: Segment, cycle: number): number {
  return Math.max(0, storesBefore(segment, cycle) - BUFFER_LENGTH);
}
