import { formatNumber, ValueOutOfRangeError } from '../registers/errors.ts';
import { COUNTS_PER_VOLT, fixedPoint, voltage } from '../registers/fixed-point.ts';

/** Level that an edge crosses [V]. */
export const thresholdCodec = voltage('threshold');

/** How far the signal must return before the next edge counts [V]. */
export const hysteresisCodec = fixedPoint({
  parameter: 'hysteresis',
  unit: 'V',
  bits: 14,
  scale: COUNTS_PER_VOLT,
  signed: false,
  codes: [0, COUNTS_PER_VOLT - 1],
  fullScale: true,
});

/** Edges of a signal that trigger. */
export interface Edges {
  readonly rising: boolean;
  readonly falling: boolean;
}

/**
 * Checks that an edge trigger can happen: the board compares with threshold -+ hysteresis in 14 bits, where a sum
 * beyond the range wraps round and no edge is ever seen (red_pitaya_scope.v, red_pitaya_trigger_block.v).
 *
 * @throws ValueOutOfRangeError naming the hysteresis
 */
export function checkEdges({ rising, falling }: Edges, threshold: number, hysteresis: number): void {
  const highest = (COUNTS_PER_VOLT - 1) / COUNTS_PER_VOLT;
  const below = rising ? threshold + 1 : Number.POSITIVE_INFINITY;
  const above = falling ? highest - threshold : Number.POSITIVE_INFINITY;
  const room = Math.min(below, above);
  if (hysteresis <= room) return;
  const way = room === below ? 'fall' : 'rise';
  const range = (factor: number): string =>
    `at most ${formatNumber(room * factor)} V, for from a threshold of ${formatNumber(threshold * factor)} V the signal cannot ${way} any further`;
  throw new ValueOutOfRangeError('hysteresis', hysteresis, range, 'V');
}
