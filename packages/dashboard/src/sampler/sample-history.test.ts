import { describe, expect, it } from 'vitest';
import { SampleHistory } from './sample-history.ts';

describe('SampleHistory', () => {
  it('draws the newest at the right edge, and drops what is older than its span', () => {
    const history = new SampleHistory(1000);
    expect(history.line(100, 10, 0.5)).toBe('');
    expect(history.range).toBeNull();
    history.add(0, 5);
    expect(history.line(100, 10, 0.5)).toBe('M100.0 5.0');
    history.add(500, 7);
    expect(history.line(100, 10, 0.5)).toBe('M50.0 10.0L100.0 0.0');
    history.add(1250, 6);
    expect(history.range).toEqual({ low: 6, high: 7 });
    expect(history.line(100, 10, 0.5)).toBe('M25.0 0.0L100.0 10.0');
    expect(history.line(100, 10, 2)).toBe('M25.0 2.5L100.0 7.5');
  });
});
