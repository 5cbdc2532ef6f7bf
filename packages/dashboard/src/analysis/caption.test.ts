import { expect, it } from 'vitest';
import { traceCaption, wrapped } from './caption.ts';
import { traceOf } from './testing/traces.ts';

it('a picture tells what it shows, of which board, when, and with which settings', () => {
  const trace = traceOf([0], [0], {
    decimation: 64,
    input2: 'asg0',
    trigger_source: null,
    trigger_delay: null,
  });
  const origin = { board: 'sim:default', when: Date.UTC(2026, 10, 23, 14, 5, 6) };
  const texts = (...args: Parameters<typeof traceCaption>): readonly string[] =>
    traceCaption(...args).map(({ text }) => text);
  expect(texts(trace, origin, { times: null, voltages: [1, 2] })).toEqual([
    'Ch 1: in1',
    'Ch 2: asg0',
    'V1 = 1 V',
    'V2 = 2 V',
    'ΔV = 1 V',
    'sim:default',
    '2026-11-23 14:05:06 UTC',
    'decimation 64, averaged',
    'trigger unknown',
    'level 0 V, hysteresis 1 mV',
  ]);
  expect(texts(traceOf([0], [0]), origin, { times: [0, 1e-3], voltages: null })).toEqual(
    expect.arrayContaining(['Δt = 1 ms', '1/Δt = 1 kHz', 'trigger immediately', 'delay 0 s']),
  );
});

it('its parts go on the next line where there is no room, and one alone stays whole', () => {
  const parts = ['aaaa', 'bb', 'cccccccccccc', 'd'].map((text) => ({ text, colour: '--text' as const }));
  const lines = wrapped(parts, (text) => text.length, 10);
  expect(lines.map((line) => line.map(({ text }) => text))).toEqual([
    ['aaaa', 'bb'],
    ['cccccccccccc'],
    ['d'],
  ]);
});
