import { describe, expect, it } from 'vitest';
import { isForThisComputer } from './view-link.ts';

describe('isForThisComputer', () => {
  it.each([
    ['http://127.0.0.1:8765/?view=x', true],
    ['http://[::1]:8765/?view=x', true],
    ['http://localhost/?view=x', true],
    ['http://lab-pc:8765/?view=x', false],
    ['http://192.168.1.5:8765/?view=x', false],
  ])('%s: %s', (url, expected) => {
    expect(isForThisComputer(url)).toBe(expected);
  });
});
