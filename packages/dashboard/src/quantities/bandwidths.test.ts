import { describe, expect, it } from 'vitest';
import { formatBandwidths, parseBandwidths } from './bandwidths.ts';

describe('bandwidths', () => {
  it('are written as people write them, without the filters that are off', () => {
    expect(formatBandwidths([1213.55, -9.7, 0, 0])).toBe('1.214 kHz; -9.7 Hz');
    expect(formatBandwidths([0, 0])).toBe('off');
    expect(formatBandwidths([])).toBe('off');
  });

  it('are read', () => {
    expect(parseBandwidths('1.2 k; -10', 4)).toEqual([1200, -10]);
    expect(parseBandwidths(' off ', 4)).toEqual([0]);
    expect(parseBandwidths('', 4)).toEqual([0]);
  });

  it('are refused with a sentence', () => {
    expect(parseBandwidths('1 k, 2 k', 4)).toMatch(/semicolons/);
    expect(parseBandwidths('1 k; wide', 4)).toMatch(/not a number/);
    expect(parseBandwidths('1;2;3', 2)).toBe('There are 2 filters only.');
    expect(parseBandwidths('1;2', 1)).toBe('There is one filter only.');
  });
});
