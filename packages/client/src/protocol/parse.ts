/**
 * From a decoded frame to a message: the rules of PROTOCOL.md, sections 4 to 6. Nothing here trusts its input.
 *
 * @packageDocumentation
 */
import { CommandError, type Effect, ERROR_CODES, type ErrorCode, type ErrorInfo } from './errors.ts';
import {
  type CommandId,
  type EventMessage,
  MAX_ID_LENGTH,
  MAX_TIMEOUT,
  type Request,
  type Response,
  type WorkerMessage,
} from './messages.ts';

/** What became of a frame that should be a request. */
export type ParsedRequest =
  | {
      readonly ok: true;
      readonly request: Request;
      /** Envelope keys that mean nothing; ignored, for the sender may be newer. */
      readonly unknownKeys: number;
    }
  | {
      readonly ok: false;
      /** `bad_message`, effect `none`. */
      readonly problem: CommandError;
      /** Present if the frame had a valid id, so that the answer finds its caller. */
      readonly id?: CommandId;
    };

const REQUEST_KEYS: ReadonlySet<string> = new Set(['command', 'params', 'id', 'timeout', 'progress']);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value can be a command id: a non-empty string of up to 64 characters, or a safe integer. */
export function isCommandId(value: unknown): value is CommandId {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'string' || value === '') return false;
  // A character may take two units of a string.
  return (
    value.length <= MAX_ID_LENGTH ||
    (value.length <= 2 * MAX_ID_LENGTH && Array.from(value).length <= MAX_ID_LENGTH)
  );
}

/** What is wrong with the envelope beside its id, or undefined. */
function envelopeProblem({
  command,
  params,
  timeout,
  progress,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof command !== 'string') return 'command must be a string.';
  if (params !== undefined && !isObject(params)) return 'params must be an object.';
  if (timeout !== undefined && !(typeof timeout === 'number' && timeout > 0 && timeout <= MAX_TIMEOUT))
    return `timeout must be a number of seconds above 0 and at most ${MAX_TIMEOUT}.`;
  if (progress !== undefined && typeof progress !== 'boolean') return 'progress must be true or false.';
  return undefined;
}

/** Reads a request. Whether its command exists and its params fit is the catalogue's matter. */
export function parseRequest(value: unknown): ParsedRequest {
  const refuse = (what: string, id?: CommandId): ParsedRequest => ({
    ok: false,
    problem: new CommandError(
      'bad_message',
      `The request could not be understood: ${what} Nothing was done.`,
    ),
    ...(id === undefined ? {} : { id }),
  });
  if (!isObject(value)) return refuse('it must be a JSON object.');

  const id = value['id'] ?? undefined;
  if (id !== undefined && !isCommandId(id))
    return refuse(`id must be a non-empty string of up to ${MAX_ID_LENGTH} characters, or a safe integer.`);
  const problem = envelopeProblem(value);
  if (problem !== undefined) return refuse(problem, id);

  const { command, params, timeout, progress } = value;
  return {
    ok: true,
    request: {
      command: String(command),
      params: isObject(params) ? params : {},
      ...(id === undefined ? {} : { id }),
      ...(typeof timeout === 'number' ? { timeout } : {}),
      ...(typeof progress === 'boolean' ? { progress } : {}),
    },
    unknownKeys: Object.keys(value).filter((key) => !REQUEST_KEYS.has(key)).length,
  };
}

const CODES: ReadonlySet<string> = new Set(ERROR_CODES);

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && CODES.has(value);
}

function isEffect(value: unknown): value is Effect {
  return value === 'none' || value === 'done' || value === 'unknown';
}

/**
 * A newer worker may know more codes: those become `internal`. An effect that is not told is `unknown`, never a guess.
 */
function parseErrorInfo(value: unknown): ErrorInfo {
  const { code, effect, limit, issues, number, id } = isObject(value) ? value : {};
  const known = Array.isArray(issues) ? issues.filter(isObject) : undefined;
  return {
    code: isErrorCode(code) ? code : 'internal',
    effect: isEffect(effect) ? effect : 'unknown',
    ...(limit === 'timeout' || limit === 'trigger_timeout' ? { limit } : {}),
    ...(known === undefined
      ? {}
      : { issues: known.map(({ path, message }) => ({ path: String(path), message: String(message) })) }),
    ...(typeof number === 'number' ? { number } : {}),
    ...(isCommandId(id) ? { id } : {}),
  };
}

function malformed(what: string): CommandError {
  return new CommandError('bad_message', `The worker sent a message that could not be understood: ${what}.`, {
    effect: 'unknown',
  });
}

function parseResponse(message: Readonly<Record<string, unknown>>): Response {
  const { status, data } = message;
  const id = message['id'] ?? undefined;
  if (id !== undefined && !isCommandId(id)) throw malformed('its id is neither a string nor an integer');
  const identity = id === undefined ? {} : { id };
  switch (status) {
    case 'ok':
    case 'progress':
      return { status, data, ...identity };
    case 'error':
      if (typeof data !== 'string') throw malformed('an error without a sentence');
      return { status, data, error: parseErrorInfo(message['error']), ...identity };
    default:
      throw malformed('its status is neither ok, error nor progress');
  }
}

function parseEvent({
  event,
  data,
  error,
  subscription,
  seq,
  dropped,
}: Readonly<Record<string, unknown>>): EventMessage {
  if (typeof event !== 'string') throw malformed('it has neither a status nor an event');
  if (subscription !== undefined && typeof subscription !== 'string')
    throw malformed('the subscription of an event is not a string');
  for (const count of [seq, dropped])
    if (count !== undefined && !Number.isSafeInteger(count))
      throw malformed('the count of an event is not an integer');
  return {
    event,
    ...(data === undefined ? {} : { data }),
    ...(error === undefined ? {} : { error: parseErrorInfo(error) }),
    ...(subscription === undefined ? {} : { subscription }),
    ...(typeof seq === 'number' ? { seq } : {}),
    ...(typeof dropped === 'number' ? { dropped } : {}),
  };
}

/**
 * Reads anything that a worker sends. Unknown keys are ignored.
 *
 * @throws CommandError `bad_message` with a sentence that says what is wrong
 */
export function parseWorkerMessage(value: unknown): WorkerMessage {
  if (!isObject(value)) throw malformed('it is not a JSON object');
  return Object.hasOwn(value, 'status') ? parseResponse(value) : parseEvent(value);
}
