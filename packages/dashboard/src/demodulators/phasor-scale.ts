/**
 * Full scale of a phasor's drawing: the next of 1, 2, 5 times a power of ten [V], so that the drawing does not jump with
 * every measurement.
 *
 * @param magnitude - in V
 */
export function phasorScale(magnitude: number): number {
  if (!(magnitude > 0)) return 1e-3;
  const power = Math.floor(Math.log10(magnitude));
  const step = [1, 2, 5, 10].find((one) => magnitude <= Number(`${one}e${power}`)) ?? 10;
  return Number(`${step}e${power}`);
}
