import type { ErrorCode } from '@pyrpl-mux/client';

/**
 * Where the page stands with its worker.
 *
 * - `connecting`: on the way, for the first time.
 * - `ready`: commands are sent.
 * - `lost`: it ended, or there is none; it is tried again by itself.
 * - `refused`: the worker does not serve this page until something is done about it.
 * - `other-board`: the worker that is there now has another board than the one this page shows; nothing is sent to it.
 */
export type Phase =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'lost'; readonly sentence: string }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly sentence: string }
  | { readonly kind: 'other-board'; readonly shown: string; readonly present: string };
