import { describe, expect, it } from 'vitest';
import { modeAfter, scopeKey } from './shortcuts.ts';

const key = (pressed: string): Parameters<typeof scopeKey>[0] => ({
  key: pressed,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
});
const nowhere = { closest: () => null };

describe('keys of the scope', () => {
  it('are space and s', () => {
    expect(scopeKey(key(' '), nowhere)).toBe('toggle');
    expect(scopeKey(key('s'), nowhere)).toBe('single');
    expect(scopeKey(key('x'), nowhere)).toBeNull();
  });

  it('leave fields, buttons and the shortcuts of the browser alone', () => {
    const field = { closest: (selectors: string) => (selectors.includes('input') ? {} : null) };
    expect(scopeKey(key('s'), field)).toBeNull();
    expect(scopeKey({ ...key('s'), ctrlKey: true }, nowhere)).toBeNull();
    expect(scopeKey({ ...key(' '), repeat: true }, nowhere)).toBeNull();
  });

  it('stop what runs and run what is stopped', () => {
    expect(modeAfter('toggle', 'run')).toBe('stop');
    expect(modeAfter('toggle', 'single')).toBe('stop');
    expect(modeAfter('toggle', 'stop')).toBe('run');
    expect(modeAfter('single', 'stop')).toBe('single');
  });
});
