import { expect, it } from 'vitest';
import { timeReadouts, traceReadouts, voltageAt, voltageReadouts } from './cursor-readout.ts';
import { traceOf } from './testing/traces.ts';

const texts = (readouts: readonly { readonly name: string; readonly text: string }[]): readonly string[] =>
  readouts.map(({ name, text }) => `${name} = ${text}`);

it('cursors read positions and differences', () => {
  expect(texts(timeReadouts([1e-3, 0.75e-3]))).toEqual([
    't1 = 1 ms',
    't2 = 750 µs',
    'Δt = -250 µs',
    '1/Δt = 4 kHz',
  ]);
  expect(texts(timeReadouts([1, 1]))[3]).toBe('1/Δt = –');
  expect(texts(voltageReadouts([0.5, -0.25]))).toEqual(['V1 = 500 mV', 'V2 = -250 mV', 'ΔV = -750 mV']);
});

it('cursors read the trace between its samples, and nothing beyond it', () => {
  const trace = { ...traceOf([1, 2, 4], [0, 0, 0]), time_start: -1, time_step: 1 };
  expect(voltageAt(trace, 0, -1)).toBe(1);
  expect(voltageAt(trace, 0, -0.5)).toBe(1.5);
  expect(voltageAt(trace, 0, 0.75)).toBe(3.5);
  expect(voltageAt(trace, 0, 1)).toBe(4);
  expect(voltageAt(trace, 0, 1.01)).toBeNull();
  expect(voltageAt(trace, 0, -1.01)).toBeNull();
  expect(texts(traceReadouts(trace, 0, [-1, 1]))).toEqual(['at t1 = 1 V', 'at t2 = 4 V', 'Difference = 3 V']);
  expect(texts(traceReadouts(trace, 1, [0, 2]))).toEqual(['at t1 = 0 V', 'at t2 = –', 'Difference = –']);
});
