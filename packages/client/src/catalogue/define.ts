import type { z } from 'zod';
import type { Module } from './modules.ts';

/**
 * What a command does to its lanes (PROTOCOL.md, section 7).
 *
 * - `session`: concerns the worker only, has no lane, answered at once.
 * - `read`: changes nothing, passes commands that only wait.
 * - `write`: waits its turn.
 * - `urgent`: goes to the head of its lanes, and passes commands that only wait.
 */
export type Access = 'session' | 'read' | 'write' | 'urgent';

/** One command of the catalogue: the source of validation, `describe`, help texts and documentation. */
export interface CommandDefinition<
  Name extends string = string,
  Params extends z.ZodType = z.ZodType,
  Result extends z.ZodType = z.ZodType,
> {
  readonly name: Name;
  /** One sentence for the command's list. */
  readonly summary: string;
  /** Anything a user must know beyond the parameters. */
  readonly details?: string;
  readonly access: Access;
  /** Changes something although its access is `session` or `read`: forbidden to who may only look. */
  readonly operatorOnly?: true;
  readonly params: Params;
  readonly result: Result;
  /** The modules, and so the lanes, that a command with these parameters concerns. */
  readonly modules: (params: z.output<Params>) => readonly Module[];
  /** Default of the envelope's timeout in seconds. */
  readonly timeout: (params: z.output<Params>) => number;
  /** Parameters of a runnable example on an idle board. */
  readonly example: z.input<Params>;
}

/** Fixes the types of a definition without widening its name or schemas. */
export function defineCommand<Name extends string, Params extends z.ZodType, Result extends z.ZodType>(
  definition: CommandDefinition<Name, Params, Result>,
): CommandDefinition<Name, Params, Result> {
  return definition;
}

/** Default timeout in seconds of commands that wait for nothing but the link. */
export const QUICK = 5;
