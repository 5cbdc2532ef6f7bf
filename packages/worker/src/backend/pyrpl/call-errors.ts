import { CommandError } from '@pyrpl-mux/client';
import { ValueOutOfRangeError, WaitAbortedError, WaitTimeoutError } from '@pyrpl-mux/redpitaya';
import type { ChildCallError } from './child-messages.ts';

/**
 * Makes of the child's error what our own driver would have thrown, or what a client is told.
 *
 * @param stopped why somebody stopped the call's wait, if somebody did
 */
export function restateCallError(method: string, error: ChildCallError, stopped: unknown): Error {
  const { code, message, effect, wait, parameter, value, range, unit } = error;
  switch (code) {
    case 'invalid':
      if (parameter === undefined || range === undefined)
        return new CommandError('invalid_params', message, { effect });
      return new ValueOutOfRangeError(parameter, value, range, unit);
    case 'unsupported':
      return new CommandError('board_unavailable', message, { effect });
    case 'timeout':
      if (wait === null) return new CommandError('timeout', message, { effect });
      return new WaitTimeoutError(wait.state, wait.waited, wait.consequence);
    case 'aborted':
      if (wait !== null) return new WaitAbortedError(wait.state, wait.waited, wait.consequence, stopped);
      return stopped instanceof Error ? stopped : new CommandError('cancelled', message, { effect });
    case 'board_fault':
      return new CommandError('board_fault', message, { effect });
    case 'internal':
      return new CommandError('internal', `PyRPL could not carry out ${method}: ${message}`, { effect });
  }
}
