import { CommandError } from '@pyrpl-mux/client';
import { RegisterLinkError, ValueOutOfRangeError } from '@pyrpl-mux/redpitaya';

/**
 * Makes of anything that a handler throws what a client is told, with what was really done.
 *
 * @param params of the command, to name the parameter as its sender did
 */
export function toCommandError(error: unknown, params: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof ValueOutOfRangeError) {
    return new CommandError('invalid_params', error.message, {
      cause: error,
      issues: [{ path: senderName(error.parameter, params), message: `must be ${error.range}` }],
    });
  }
  if (error instanceof RegisterLinkError) {
    return new CommandError('board_fault', error.message, { cause: error, effect: error.effect });
  }
  return new CommandError(
    'internal',
    'The worker failed at this command by a fault of its own; its log says more. Read the settings back before going on.',
    { cause: error, effect: 'unknown' },
  );
}

/** The driver's name of a parameter; `value` where the command sets that one only. */
function senderName(parameter: string, params: unknown): string {
  const names = new Set(typeof params === 'object' && params !== null ? Object.keys(params) : []);
  return !names.has(parameter) && names.has('value') ? 'value' : parameter;
}
