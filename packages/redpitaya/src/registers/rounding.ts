/** Rounds to the nearest integer, halves to the even one, as Python's `round` does and PyRPL's codes rely on. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
