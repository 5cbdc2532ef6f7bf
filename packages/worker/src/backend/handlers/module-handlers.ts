import type { CommandContext } from '../backend.ts';
import { asgHandlers } from './asg.ts';
import type { AttachedBoard } from './attached-board.ts';
import { boardHandlers } from './board.ts';
import { iirHandlers } from './iir.ts';
import { iqHandlers } from './iq.ts';
import { pidHandlers } from './pid.ts';
import { pwmHandlers } from './pwm.ts';
import { scopeHandlers } from './scope.ts';
import { trigHandlers } from './trig.ts';

type AnyHandler = (board: AttachedBoard, params: never, context: CommandContext) => Promise<unknown>;

/** Handlers by the names of their commands. */
export type HandlerTable = ReadonlyMap<string, AnyHandler>;

/** Those of single modules, of which others are made. */
export const moduleHandlers: HandlerTable = new Map<string, AnyHandler>(
  Object.entries({
    ...scopeHandlers,
    ...asgHandlers,
    ...pidHandlers,
    ...iqHandlers,
    ...iirHandlers,
    ...trigHandlers,
    ...pwmHandlers,
    ...boardHandlers,
  }),
);

/**
 * Carries out a command.
 *
 * @param params as the catalogue's definition of the command has validated them
 * @throws whatever the handler throws; undefined is returned for a command without a handler
 */
export function handleBy(
  handlers: HandlerTable,
  board: AttachedBoard,
  command: string,
  params: unknown,
  context: CommandContext,
): Promise<unknown> | undefined {
  // The definition that validated the params is the one from which the handler's type is made.
  return handlers.get(command)?.(board, params as never, context);
}
