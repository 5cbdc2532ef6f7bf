/**
 * Writes a signal's values (counts) at the cycles `start`, `start + stride`, ... into the first `count` elements of
 * `out`.
 */
export type Evaluate = (start: number, stride: number, count: number, out: Int32Array) => void;
