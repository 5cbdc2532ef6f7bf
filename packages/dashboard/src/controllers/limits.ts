/** Half a code of the 14-bit output [V]. */
const HALF_CODE = 0.5 / 8192;

/** The limit that the output of a controller is at, or null. */
export function limitReached(output: number, min: number, max: number): 'lower' | 'upper' | null {
  if (output >= max - HALF_CODE) return 'upper';
  return output <= min + HALF_CODE ? 'lower' : null;
}

/** Where a value stands between two limits: 0 to 1, also for one beyond them; the middle where they are the same. */
export function placeBetween(value: number, min: number, max: number): number {
  if (max <= min) return 0.5;
  return Math.min(1, Math.max(0, (value - min) / (max - min)));
}
