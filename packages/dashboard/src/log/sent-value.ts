import { isTypedArray } from '@pyrpl-mux/client';

/** A value as it travels: what JSON can say. */
export type SentValue =
  | null
  | boolean
  | number
  | string
  | readonly SentValue[]
  | ReadonlyMap<string, SentValue>;

/** Parameters as they travel. Those that are undefined are not sent. */
export function sentParams(params: Readonly<Record<string, unknown>>): ReadonlyMap<string, SentValue> {
  return new Map(
    Object.entries(params).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, sentValue(value)] as const],
    ),
  );
}

function sentValue(value: unknown): SentValue {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  // JSON has neither infinities nor a negative zero.
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  if (typeof value !== 'object' || value === null) return null;
  if (Array.isArray(value) || isTypedArray(value)) return Array.from(value, sentValue);
  return sentParams({ ...value });
}
