/**
 * A trace with fewer values that hides nothing: of each group of neighbouring samples the smallest and the largest, in
 * the order in which they came.
 *
 * @param most values, at least 2
 * @returns 2 values per group; the trace itself if it has no more values than that
 */
export function reduceToPeaks(trace: Float32Array, most: number): Float32Array {
  if (trace.length <= most) return trace;
  const groups = Math.floor(most / 2);
  const peaks = new Float32Array(2 * groups);
  for (let group = 0; group < groups; group += 1) {
    const begin = Math.floor((group * trace.length) / groups);
    const end = Math.floor(((group + 1) * trace.length) / groups);
    let [lowest, highest] = [begin, begin];
    let [low, high] = [trace[begin] ?? 0, trace[begin] ?? 0];
    for (let index = begin + 1; index < end; index += 1) {
      const value = trace[index] ?? 0;
      if (value < low) [low, lowest] = [value, index];
      else if (value > high) [high, highest] = [value, index];
    }
    peaks.set(lowest <= highest ? [low, high] : [high, low], 2 * group);
  }
  return peaks;
}
