import { useRef } from 'preact/hooks';
import { Entry, type EntryRules, type EntryValue } from './entry.ts';

/** The {@link Entry} of a component, over all its drawings. */
export function useEntry<Value extends EntryValue>(
  value: Value | null,
  rules: EntryRules<Value>,
): Entry<Value> {
  const kept = useRef<Entry<Value> | null>(null);
  kept.current ??= new Entry(rules);
  kept.current.follow(value, rules);
  return kept.current;
}
