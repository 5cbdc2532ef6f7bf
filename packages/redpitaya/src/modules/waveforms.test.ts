import { describe, expect, it } from 'vitest';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import { signExtend } from '../registers/fixed-point.ts';
import { customTable, TABLE_LENGTH, WAVEFORMS, waveformTable } from './waveforms.ts';

const values = (table: Uint32Array): number[] => [...table].map((word) => signExtend(word, 14));

describe('waveformTable', () => {
  it('fills one period, and uses the whole range', () => {
    for (const waveform of WAVEFORMS) expect(waveformTable(waveform)).toHaveLength(TABLE_LENGTH);
    for (const waveform of ['sin', 'cos', 'ramp', 'square'] as const) {
      const period = values(waveformTable(waveform));
      expect([Math.min(...period), Math.max(...period)]).toEqual([-8191, 8191]);
      expect(period.reduce((sum, value) => sum + value, 0) / TABLE_LENGTH).toBeCloseTo(0, 1);
    }
  });

  it('has the shapes that PyRPL has', () => {
    const at = (waveform: (typeof WAVEFORMS)[number], ...quarters: number[]): number[] => {
      const period = values(waveformTable(waveform));
      return quarters.map((quarter) => period[(quarter * TABLE_LENGTH) / 4] ?? Number.NaN);
    };
    expect(at('sin', 0, 1, 2, 3)).toEqual([0, 8191, 0, -8191]);
    expect(at('cos', 0, 1, 2, 3)).toEqual([8191, 0, -8191, 0]);
    expect(at('ramp', 0, 1, 2, 3)).toEqual([-8191, 0, 8191, 0]);
    expect(at('halframp', 0, 1, 2, 3)).toEqual([-8191, -4096, 0, 4096]);
    expect(at('square', 0, 1, 2, 3)).toEqual([8191, 8191, -8191, -8191]);
    expect(at('dc', 0, 1, 2, 3)).toEqual([0, 0, 0, 0]);
  });

  it('makes noise of a quarter of full scale rms, normally distributed, without a mean', () => {
    const noise = values(waveformTable('noise')).map((value) => value / 8191);
    const moment = (power: number): number =>
      noise.reduce((sum, value) => sum + value ** power, 0) / TABLE_LENGTH;
    expect(moment(1)).toBeCloseTo(0, 4);
    expect(Math.sqrt(moment(2))).toBeCloseTo(0.25, 4);
    expect(moment(4) / moment(2) ** 2).toBeCloseTo(3, 0);
    const within = noise.filter((value) => Math.abs(value) < 0.25).length / TABLE_LENGTH;
    expect(within).toBeCloseTo(0.683, 2);
  });
});

describe('customTable', () => {
  it('holds each of fewer values for an equal part of the period', () => {
    const table = values(customTable([0, 1, -1, 0.5]));
    expect([0, 4095, 4096, 8191, 8192, 12_288, 16_383].map((index) => table[index])).toEqual([
      0, 0, 8191, 8191, -8191, 4096, 4096,
    ]);
  });

  it('takes 16384 values as they are', () => {
    const data = Float64Array.from({ length: TABLE_LENGTH }, (_, index) => (index - 8192) / 8192);
    expect(values(customTable(data))[0]).toBe(-8191);
    expect(values(customTable(data))[12_288]).toBe(4096);
  });

  it('refuses other numbers of values, and values beyond 1, naming the first', () => {
    for (const length of [0, 1, 3, 16_383, 32_768]) {
      expect(() => customTable(new Float64Array(length))).toThrow(ValueOutOfRangeError);
    }
    expect(() => customTable([0, 1.1, -2, 0])).toThrow(
      'data = 1.1 at index 1 is impossible: it must be from -1 to 1.',
    );
    expect(() => customTable([0, Number.NaN])).toThrow('data = NaN at index 1 is impossible');
  });
});
