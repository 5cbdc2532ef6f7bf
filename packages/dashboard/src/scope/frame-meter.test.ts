import { describe, expect, it } from 'vitest';
import { FrameMeter } from './frame-meter.ts';

describe('FrameMeter', () => {
  it('tells the rate over the last second, and 0 when nothing comes any more', () => {
    const meter = new FrameMeter();
    for (let frame = 1; frame <= 120; frame++) meter.count(frame, (frame * 1000) / 60, 3);
    expect(meter.rate(2000)).toBe(60);
    expect(meter.rate(2500)).toBe(30);
    expect(meter.rate(4000)).toBe(0);
    expect(meter).toMatchObject({ droppedByWorker: 3, came: 120 });
  });
});
