import { describe, expect, it } from 'vitest';
import { peak, period } from './period.ts';

describe('period', () => {
  it('begins and turns where the board does', () => {
    const ramp = period({ waveform: 'ramp', amplitude: 0.5, offset: 0.1 }) ?? [];
    expect(ramp[0]).toBeCloseTo(-0.4);
    expect(Math.max(...ramp)).toBeCloseTo(0.6);
    const square = period({ waveform: 'square', amplitude: 1, offset: 0 }) ?? [];
    expect(square.filter((volts) => volts === 1)).toHaveLength(square.length / 2);
    expect(period({ waveform: 'dc', amplitude: 1, offset: 0.25 })?.every((volts) => volts === 0.25)).toBe(
      true,
    );
  });

  it('is not guessed', () => {
    for (const waveform of [null, 'custom', 'noise'] as const)
      expect(period({ waveform, amplitude: 1, offset: 0 })).toBeNull();
  });
});

describe('peak', () => {
  it('adds the offset to what the waveform swings', () => {
    expect(peak({ waveform: 'sin', amplitude: 0.75, offset: -0.5 })).toBe(1.25);
    expect(peak({ waveform: 'dc', amplitude: 1, offset: -0.5 })).toBe(0.5);
    expect(peak({ waveform: 'noise', amplitude: 0.25, offset: 0.5 })).toBe(1.5);
    expect(peak({ waveform: null, amplitude: 0.5, offset: 0 })).toBe(0.5);
  });
});
