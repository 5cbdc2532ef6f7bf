import type { ScopeMode } from './scope-view.ts';

/** What a key asks of the scope in this page. */
export type ScopeKey = 'toggle' | 'single';

/** A key that was pressed, as far as it matters. */
export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

/** What a key asks of the scope; null for a key with another meaning. Fields and buttons keep their keys. */
export function scopeKey(
  { key, ctrlKey, altKey, metaKey, repeat }: PressedKey,
  target: { closest(selectors: string): unknown } | null,
): ScopeKey | null {
  if (ctrlKey || altKey || metaKey || repeat) return null;
  if (target?.closest(TAKEN)) return null;
  if (key === ' ') return 'toggle';
  return key === 's' ? 'single' : null;
}

const TAKEN =
  'input, select, textarea, button, summary, dialog, [contenteditable], [role="slider"], [role="spinbutton"]';

/** The mode after a key. */
export function modeAfter(key: ScopeKey, mode: ScopeMode): ScopeMode {
  if (key === 'single') return 'single';
  return mode === 'stop' ? 'run' : 'stop';
}
