import { expect, it } from 'vitest';
import { WheelGesture } from './wheel-gesture.ts';

it('belongs to where it began, until the wheel has rested', () => {
  const gesture = new WheelGesture();
  const page = new EventTarget();
  const field = new EventTarget();
  expect(gesture.target).toBeNull();
  gesture.turn({ target: page, timeStamp: 1000 });
  for (let turn = 1; turn <= 5; turn++) {
    gesture.turn({ target: field, timeStamp: 1000 + 300 * turn });
    expect(gesture.target).toBe(page);
  }
  gesture.turn({ target: field, timeStamp: 3000 });
  expect(gesture.target).toBe(field);
  gesture.turn({ target: page, timeStamp: 3100 });
  expect(gesture.target).toBe(field);
});
