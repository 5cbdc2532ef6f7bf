/**
 * Members of settings that move by themselves, and so are nobody's setting:
 *
 * - `integrator`: what a controller has summed up.
 * - `overflow`: what has happened since the filter was switched on.
 * - `armed`: ends with the next trigger.
 */
export const MOVING_VALUES: ReadonlySet<string> = new Set(['integrator', 'overflow', 'armed']);
