import { describe, expect, it } from 'vitest';
import { WheelSteps } from './wheel-steps.ts';

function turn(
  deltaY: number,
  deltaMode = 0,
  deltaX = 0,
): Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode'> {
  return { deltaX, deltaY, deltaMode };
}

describe('WheelSteps', () => {
  it('makes a notch one step, however a browser counts it', () => {
    const wheel = new WheelSteps();
    expect(wheel.step(turn(-120))).toBe(1);
    expect(wheel.step(turn(53))).toBe(-1);
    expect(wheel.step(turn(3, 1))).toBe(-1);
    expect(wheel.step(turn(0, 0, -100))).toBe(1);
  });

  it('adds up small moves, and begins anew in the other direction', () => {
    const wheel = new WheelSteps();
    expect([20, 20, 20, 20].map((y) => wheel.step(turn(y)))).toEqual([0, 0, -1, 0]);
    expect([-20, -20, -20].map((y) => wheel.step(turn(y)))).toEqual([0, 0, 1]);
  });
});
