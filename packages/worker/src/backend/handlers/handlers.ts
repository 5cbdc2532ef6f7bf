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

const byName: ReadonlyMap<string, AnyHandler> = new Map<string, AnyHandler>(
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

/** Names of the commands that have a handler. */
export const handledCommands: Iterable<string> = [...byName.keys()];

/**
 * Carries out a command.
 *
 * @param params as the catalogue's definition of the command has validated them
 * @throws whatever the handler throws; undefined is returned for a command without a handler
 */
export function handle(
  board: AttachedBoard,
  command: string,
  params: unknown,
  context: CommandContext,
): Promise<unknown> | undefined {
  // The definition that validated the params is the one from which the handler's type is made.
  return byName.get(command)?.(board, params as never, context);
}
