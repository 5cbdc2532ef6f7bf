import { describe, expect, it } from 'vitest';
import { traceOf } from './testing/trace.ts';
import { levelChannel, traceDescription } from './trace-description.ts';

describe('traceDescription', () => {
  it('names inputs, time base and trigger', () => {
    const { settings } = traceOf([0, 1], [0, 1]);
    expect(traceDescription(settings)).toBe(
      'Voltage over time: in1 on channel 1, in2 on channel 2, 839 µs/div, trigger ch1 rising at 100 mV.',
    );
    expect(traceDescription({ ...settings, trigger_source: 'immediately' })).toMatch(
      /trigger immediately\.$/,
    );
    expect(traceDescription(null)).toBe('No trace yet.');
  });

  it('knows which sources have a level', () => {
    expect(levelChannel('ch2_negative_edge')).toBe('ch2');
    expect(levelChannel('ext_positive_edge')).toBeNull();
    expect(levelChannel(null)).toBeNull();
  });
});
