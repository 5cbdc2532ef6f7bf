import type { CommandError, CommandId, ErrorResponse, OkResponse } from '@pyrpl-mux/client';

/** The id of a message; none where its request had none. */
export function identity(id: CommandId | undefined): { readonly id?: CommandId } {
  return id === undefined ? {} : { id };
}

/** The final response of a request that succeeded. */
export function okResponse(data: unknown, id: CommandId | undefined): OkResponse {
  return id === undefined ? { status: 'ok', data } : { status: 'ok', data, id };
}

/**
 * The final response of a request that failed.
 *
 * @param number - of its command, worker-wide
 */
export function errorResponse(
  error: CommandError,
  id: CommandId | undefined,
  number?: number,
): ErrorResponse {
  const info = number === undefined ? error.info : { ...error.info, number };
  return { status: 'error', data: error.message, error: info, ...identity(id) };
}
