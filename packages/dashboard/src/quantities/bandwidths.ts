import { formatSi, parseSi } from './si.ts';

/**
 * Filter bandwidths as people write them: `1.2 kHz; -10 Hz`. Filters that are off are left out; `off` if there is none.
 *
 * @param bandwidths - in Hz; negative for high-pass, 0 for none
 */
export function formatBandwidths(bandwidths: readonly number[]): string {
  const on = bandwidths.filter((bandwidth) => bandwidth !== 0);
  return on.length === 0 ? 'off' : on.map((bandwidth) => formatSi(bandwidth, 'Hz', 4)).join('; ');
}

/**
 * Reads what {@link formatBandwidths} writes.
 *
 * @param most - how many filters there are
 * @returns bandwidths in Hz, at least one; or a sentence that says what is wrong
 */
export function parseBandwidths(text: string, most: number): readonly number[] | string {
  if (text.trim() === '' || text.trim() === 'off') return [0];
  const bandwidths: number[] = [];
  for (const part of text.split(';')) {
    const bandwidth = parseSi(part, 'Hz');
    if (typeof bandwidth === 'string')
      return text.includes(',') ? 'Write semicolons between bandwidths, and decimal points.' : bandwidth;
    bandwidths.push(bandwidth);
  }
  if (bandwidths.length > most) return `There ${most === 1 ? 'is one filter' : `are ${most} filters`} only.`;
  return bandwidths;
}
