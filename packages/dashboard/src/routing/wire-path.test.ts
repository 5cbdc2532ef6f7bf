import { expect, it } from 'vitest';
import { wirePath } from './wire-path.ts';

it('rounds the corners of a line, and short pieces by less', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 20, y: 0 },
    { x: 20, y: 4 },
    { x: 40, y: 4 },
  ];
  expect(wirePath(points)).toBe('M 0 0 L 16 0 Q 20 0 20 2 L 20 2 Q 20 4 24 4 L 40 4');
});
