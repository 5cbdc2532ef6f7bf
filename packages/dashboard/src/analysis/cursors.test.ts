import { describe, expect, it } from 'vitest';
import { axisView, Cursors, steppedPosition, withPosition } from './cursors.ts';

describe('cursors', () => {
  const view = { min: -1, max: 3 };
  const step = (key: string, position = 1, shiftKey = false): number | null =>
    steppedPosition(position, { key, shiftKey }, view);

  it('move by keys as sliders do, within what is shown', () => {
    expect(step('ArrowRight')).toBeCloseTo(1.04, 12);
    expect(step('ArrowUp')).toBeCloseTo(1.04, 12);
    expect(step('ArrowLeft')).toBeCloseTo(0.96, 12);
    expect(step('ArrowDown', 1, true)).toBeCloseTo(0.996, 12);
    expect(step('PageUp')).toBeCloseTo(1.4, 12);
    expect(step('PageDown')).toBeCloseTo(0.6, 12);
    expect(step('Home')).toBe(-1);
    expect(step('End')).toBe(3);
    expect(step('ArrowRight', 2.99)).toBe(3);
    expect(step('PageDown', -5)).toBe(-1);
    expect(step('Tab')).toBeNull();
  });

  it('stay hidden as long as there is no plot to stand on', () => {
    const cursors = new Cursors();
    cursors.toggle('times');
    expect(cursors.times.value).toBeNull();
    cursors.times.value = [1, 2];
    cursors.toggle('times');
    expect(cursors.times.value).toBeNull();
    expect(axisView(null, 'x')).toBeNull();
  });

  it('are moved one by one', () => {
    expect(withPosition([1, 2], 0, 3)).toEqual([3, 2]);
    expect(withPosition([1, 2], 1, 3)).toEqual([1, 3]);
  });
});
