import type { CommandId } from './messages.ts';

/** Every error code of the protocol (PROTOCOL.md, section 12). */
export const ERROR_CODES = [
  'bad_message',
  'unknown_command',
  'invalid_params',
  'duplicate_id',
  'busy',
  'expired',
  'timeout',
  'cancelled',
  'board_unavailable',
  'board_fault',
  'worker_lost',
  'worker_stopping',
  'unauthorized',
  'forbidden',
  'too_large',
  'config_mismatch',
  'internal',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Whether a failed command did anything: nothing, all that it writes, or it can't be told. */
export type Effect = 'none' | 'done' | 'unknown';

/** Why one parameter was refused. `path` is dotted, empty for the whole object. */
export interface ParameterIssue {
  readonly path: string;
  readonly message: string;
}

/** The machine-readable part of an error (PROTOCOL.md, section 5). */
export interface ErrorInfo {
  readonly code: ErrorCode;
  readonly effect: Effect;
  /** Which limit ended a `timeout`: the envelope's, or the wait for the trigger. */
  readonly limit?: 'timeout' | 'trigger_timeout';
  readonly issues?: readonly ParameterIssue[];
  /** The worker-wide number of the command. */
  readonly number?: number;
  /** The id of a `duplicate_id`. */
  readonly id?: CommandId;
}

/** Details of a {@link CommandError} beside its code and sentence. */
export interface CommandErrorOptions extends Omit<ErrorInfo, 'code' | 'effect'> {
  readonly effect?: Effect;
  readonly cause?: unknown;
}

/** A command that failed: a sentence for people, a stable code and a true effect for programs. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
  readonly info: ErrorInfo;

  constructor(code: ErrorCode, sentence: string, options: CommandErrorOptions = {}) {
    const { cause, effect = 'none', ...details } = options;
    super(sentence, cause === undefined ? undefined : { cause });
    this.info = { code, effect, ...details };
  }

  /** One of the codes of PROTOCOL.md, section 12. */
  get code(): ErrorCode {
    return this.info.code;
  }

  /** Whether anything was done. */
  get effect(): Effect {
    return this.info.effect;
  }
}
