import { isTypedArray } from '@pyrpl-mux/client';

/** A value with typed arrays as plain lists, for scenarios are JSON. */
export function plain(value: unknown): unknown {
  if (value === undefined) return undefined;
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) => (isTypedArray(item) ? Array.from(item) : item)),
  );
}
