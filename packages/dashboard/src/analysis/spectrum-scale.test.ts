import { expect, it } from 'vitest';
import { spectrumRange } from './spectrum-scale.ts';

it('the axis of a spectrum holds its peaks and its noise, but not every dip of it', () => {
  const levels = new Float64Array(1000).fill(-95);
  levels[10] = -3;
  levels[20] = -230;
  expect(spectrumRange([levels], 'dBV')).toEqual([-140, 0]);
  expect(spectrumRange([levels, levels.map((level) => level - 40)], 'dBV')).toEqual([-180, 0]);
  const densities = new Float64Array(1000).fill(3e-7);
  densities[10] = 2e-3;
  densities[20] = 0;
  const [low, high] = spectrumRange([densities], 'V/√Hz');
  expect(low).toBeCloseTo(1e-9, 15);
  expect(high).toBeCloseTo(1e-2, 9);
});

it('a channel without a signal does not squeeze the other', () => {
  const levels = new Float64Array(1000).fill(-95);
  const nothing = new Float64Array(1000).fill(-240);
  expect(spectrumRange([levels, nothing], 'dBV')).toEqual([-140, -80]);
  expect(spectrumRange([nothing, nothing], 'dBV')).toEqual([-160, 0]);
  expect(spectrumRange([new Float64Array(10), new Float64Array(10)], 'V/√Hz')).toEqual([1e-9, 1e-1]);
});
