import { CommandError } from '@pyrpl-mux/client';
import { ReadBackError, RegisterLinkError, ValueOutOfRangeError } from '@pyrpl-mux/redpitaya';

/**
 * Makes of the driver's errors what a client is told, with what was really done; any other error stays as it is.
 *
 * @param params of the command, to name the parameter as its sender did
 */
export function restateDriverError(error: unknown, params: unknown): unknown {
  if (error instanceof ValueOutOfRangeError) {
    return new CommandError('invalid_params', error.message, {
      cause: error,
      issues: [{ path: senderName(error.parameter, params), message: `must be ${error.range}` }],
    });
  }
  if (error instanceof RegisterLinkError) {
    return new CommandError('board_fault', error.message, { cause: error, effect: error.effect });
  }
  if (error instanceof ReadBackError) {
    return new CommandError('board_fault', error.message, { cause: error, effect: 'unknown' });
  }
  return error;
}

/** The driver's name of a parameter; `value` where the command sets that one only. */
function senderName(parameter: string, params: unknown): string {
  const names = new Set(typeof params === 'object' && params !== null ? Object.keys(params) : []);
  return !names.has(parameter) && names.has('value') ? 'value' : parameter;
}
