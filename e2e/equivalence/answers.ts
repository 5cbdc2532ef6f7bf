/** Largest relative difference between two numbers that mean the same. */
const TOLERANCE = 1e-6;

/** Paths at which two answers differ, `$` for the whole. Numbers differ where rounding can't explain it. */
export function differingPaths(one: unknown, other: unknown, path = '$'): readonly string[] {
  if (typeof one === 'number' && typeof other === 'number') {
    return Math.abs(one - other) <= TOLERANCE * Math.max(1, Math.abs(one)) ? [] : [path];
  }
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other ? [] : [path];
  const [left, right] = [new Map(Object.entries(one)), new Map(Object.entries(other))];
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) =>
    differingPaths(left.get(key), right.get(key), `${path}.${key}`),
  );
}
