/**
 * Why a board could not be logged in to, or prepared.
 *
 * - `unreachable`: nothing answered at the SSH port.
 * - `not_ssh`: what answers there does not speak SSH, or no SSH that this program knows.
 * - `host_key`: the board shows another key than the one that was expected; nothing was sent to it.
 * - `denied`: the board did not accept the user with that password or key.
 * - `lost`: the login ended while it was in use.
 * - `timeout`: a command on the board took too long.
 * - `command_failed`: a command on the board failed.
 * - `occupied`: somebody else uses the board.
 * - `wrong_image`: the board does not carry PyRPL's FPGA image.
 * - `files_missing`: PyRPL's files were not found on this computer.
 */
export type LoginErrorCode =
  | 'unreachable'
  | 'not_ssh'
  | 'host_key'
  | 'denied'
  | 'lost'
  | 'timeout'
  | 'command_failed'
  | 'occupied'
  | 'wrong_image'
  | 'files_missing';

/** Logging in to a board, or preparing it, failed. The message is the finding and the next action. */
export class LoginError extends Error {
  override readonly name = 'LoginError';
  readonly code: LoginErrorCode;
  /** Sentences: what happened and what was done. */
  readonly finding: string;
  /** One sentence: what to do next. */
  readonly next: string;

  constructor(code: LoginErrorCode, finding: string, next: string, options?: ErrorOptions) {
    super(`${finding} ${next}`, options);
    this.code = code;
    this.finding = finding;
    this.next = next;
  }
}
