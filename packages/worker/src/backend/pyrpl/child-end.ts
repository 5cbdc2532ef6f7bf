/**
 * Why a Python child is no longer of use, or never was.
 *
 * - `failed`: it said that it can't have its board.
 * - `board_lost`: it had its board, and lost it.
 * - `ended`: its process ended without being asked to.
 * - `hung`: a call into PyRPL, or the whole process, did not go on; the process was killed.
 * - `garbled`: it said what can't be understood; the process was killed.
 * - `slow`: it was not ready in time; the process was killed.
 * - `closed`: the worker let go of it.
 */
export type ChildEndCode = 'failed' | 'board_lost' | 'ended' | 'hung' | 'garbled' | 'slow' | 'closed';

/** The end of a Python child; the message is one or more sentences for people. */
export class ChildEndError extends Error {
  override readonly name = 'ChildEndError';
  readonly code: ChildEndCode;
  /** Starting another can't help without a person. */
  readonly final: boolean;

  constructor(code: ChildEndCode, message: string, { final = false } = {}) {
    super(message);
    this.code = code;
    this.final = final;
  }
}
