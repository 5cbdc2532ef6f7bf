import type { CommandName, CommandResult, ValidatedParams } from '@pyrpl-mux/client';
import type { CommandContext } from '../backend.ts';
import type { AttachedBoard } from './attached-board.ts';

/** Carries out one command; anything that it throws is made a CommandError by its caller. */
export type Handler<Name extends CommandName> = (
  board: AttachedBoard,
  params: ValidatedParams<Name>,
  context: CommandContext,
) => Promise<CommandResult<Name>>;

/** Handlers of some commands, by name. */
export type Handlers<Name extends CommandName> = { readonly [N in Name]: Handler<N> };

type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The parameters that were given: what is left out must not reach the driver, not even as undefined. */
export function given<T extends object>(params: T): Given<T>;
export function given(params: object): object {
  return Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
}
