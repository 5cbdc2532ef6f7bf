import { expect } from 'vitest';

/** A text that contains `part`. */
export const containing = (part: string): unknown => expect.stringContaining(part);

/** A text that matches `pattern`. */
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

/** Any number. */
export const someNumber: unknown = expect.any(Number);
