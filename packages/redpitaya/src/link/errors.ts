/**
 * Why a register link ended or could not be made.
 *
 * - `unreachable`: the host did not answer, or its name is unknown.
 * - `not_started`: the host answers, but no register server listens there, and starting it did not help.
 * - `closed`: the link was closed, by either side.
 * - `timeout`: a reply did not come in time.
 * - `out_of_step`: a reply did not belong to the oldest outstanding request.
 */
export type LinkEndCode = 'unreachable' | 'not_started' | 'closed' | 'timeout' | 'out_of_step';

/**
 * What an operation did to the board: nothing, all of it, or nobody knows. A read is always `none`.
 */
export type Effect = 'none' | 'done' | 'unknown';

/** A register operation, or the connection it needed, failed. */
export class RegisterLinkError extends Error {
  override readonly name = 'RegisterLinkError';
  readonly code: LinkEndCode;
  /**
   * Of all operations together: `none` if no write was handed to the socket, `done` if every write was
   * acknowledged by the board, else `unknown`.
   */
  readonly effect: Effect;
  /** The effect of each operation of the batch, in its order; empty if the error concerns no batch. */
  readonly effects: readonly Effect[];

  constructor(
    code: LinkEndCode,
    message: string,
    options: {
      readonly effect?: Effect;
      readonly effects?: readonly Effect[];
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.effect = options.effect ?? 'none';
    this.effects = options.effects ?? [];
  }
}
