import type { CommandContext } from '../backend.ts';
import type { AttachedBoard } from './attached-board.ts';
import { type HandlerTable, handleBy, moduleHandlers } from './module-handlers.ts';
import { stateHandlers } from './states.ts';

const byName: HandlerTable = new Map([...moduleHandlers, ...Object.entries(stateHandlers)]);

/** Names of the commands that have a handler. */
export const handledCommands: Iterable<string> = [...byName.keys()];

/** Carries out any command that has a lane: see {@link handleBy}. */
export function handle(
  board: AttachedBoard,
  command: string,
  params: unknown,
  context: CommandContext,
): Promise<unknown> | undefined {
  return handleBy(byName, board, command, params, context);
}
