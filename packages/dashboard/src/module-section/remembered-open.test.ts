import { describe, expect, it } from 'vitest';
import { rememberedOpen, rememberOpen } from './remembered-open.ts';

/** Storage as a browser has it, of one page. */
function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const items = new Map<string, string>();
  return { getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) };
}

describe('rememberedOpen', () => {
  it('knows what was opened and closed last, and nothing else', () => {
    const browser = storage();
    expect(rememberedOpen(browser).size).toBe(0);
    rememberOpen(browser, 'asg0', true);
    rememberOpen(browser, 'pid0', false);
    rememberOpen(browser, 'asg0', false);
    rememberOpen(browser, 'iq0', true);
    expect(rememberedOpen(browser)).toEqual(
      new Map([
        ['asg0', false],
        ['pid0', false],
        ['iq0', true],
      ]),
    );
  });
});
