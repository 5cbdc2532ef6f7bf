import { z } from 'zod';
import type { Access, CommandDefinition } from './define.ts';
import { catalogue } from './index.ts';
import { MODULES, type Module } from './modules.ts';

/** A JSON Schema (draft 2020-12). Numbers carry a `unit`, and a `description` where it says more than the name. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What `describe` answers for one command; JSON-able. */
export interface CommandDescription {
  readonly name: string;
  readonly summary: string;
  readonly details?: string;
  readonly access: Access;
  /** Changes something although its access is `session` or `read`. */
  readonly operator_only?: true;
  /** Every module that the command can concern, depending on its parameters. */
  readonly modules: readonly Module[];
  readonly params: JsonSchema;
  readonly result: JsonSchema;
  /** Default of the envelope's timeout in seconds, for the parameters of the example. */
  readonly timeout: number;
  /** Parameters that run on an idle board. */
  readonly example: unknown;
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  // The one schema that JSON Schema can't express is that of typed arrays; its metadata says what it is on the wire.
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return described;
}

function possibleModules(definition: CommandDefinition): readonly Module[] {
  const { example } = definition;
  const given = typeof example === 'object' ? example : {};
  // `channel` is the only parameter that chooses a module.
  const possible = new Set(
    MODULES.flatMap((channel) => {
      const params = definition.params.safeParse({ ...given, channel });
      return params.success ? definition.modules(params.data) : [];
    }),
  );
  const fixed = possible.size === 0 ? definition.modules(definition.params.parse(example)) : [];
  return MODULES.filter((module) => possible.has(module) || fixed.includes(module));
}

/** Describes one command. */
export function describeCommand(definition: CommandDefinition): CommandDescription {
  const { name, summary, details, access, operatorOnly, params, result, timeout, example } = definition;
  return {
    name,
    summary,
    ...(details === undefined ? {} : { details }),
    access,
    ...(operatorOnly === undefined ? {} : { operator_only: operatorOnly }),
    modules: possibleModules(definition),
    params: jsonSchema(params, 'input'),
    result: jsonSchema(result, 'output'),
    timeout: timeout(params.parse(example)),
    example,
  };
}

/** Describes every command of the catalogue, in its order. */
export function describeCatalogue(): readonly CommandDescription[] {
  return [...catalogue.values()].map(describeCommand);
}
