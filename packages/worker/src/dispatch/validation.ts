import { type CommandDefinition, CommandError, catalogue, type ParameterIssue } from '@pyrpl-mux/client';
import { z } from 'zod';
import { closest } from './closest.ts';

/** Issues that the sentence names; `issues` holds all of them. */
const NAMED_ISSUES = 3;

/** Most characters of a client's value that a sentence repeats. */
const QUOTED_LENGTH = 60;

/**
 * Looks up a command by the name that a client sent.
 *
 * @throws CommandError `unknown_command`, with the name that was probably meant
 */
export function findCommand(name: string): CommandDefinition {
  const definition = catalogue.get(name);
  if (definition !== undefined) return definition;
  const meant = closest(name, catalogue.keys());
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new CommandError(
    'unknown_command',
    `There is no command ${quote(name)}.${hint} Nothing was done; describe lists all commands.`,
  );
}

/**
 * Checks the params of a command and fills in its defaults.
 *
 * @throws CommandError `invalid_params`, naming each parameter and why it was refused
 */
export function validateParams<Params extends z.ZodType>(
  definition: CommandDefinition<string, Params>,
  params: unknown,
): z.output<Params> {
  const result = definition.params.safeParse(params, { error: (issue) => complaint(definition, issue) });
  if (result.success) return result.data;
  const issues = result.error.issues.flatMap((issue) => describeIssue(definition, issue));
  const named = issues.slice(0, NAMED_ISSUES).map(sentence);
  const more = issues.length - named.length;
  if (more > 0) named.push(`There ${more === 1 ? 'is 1 more problem' : `are ${more} more problems`}.`);
  throw new CommandError('invalid_params', `${named.join(' ')} Nothing was changed.`, { issues });
}

function sentence({ path, message }: ParameterIssue): string {
  return /[.?]$/.test(message) ? message : `${path === '' ? '' : `${path} `}${message}.`;
}

function describeIssue(definition: CommandDefinition, issue: z.core.$ZodIssue): ParameterIssue[] {
  const path = issue.path.map(String).join('.');
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
  return issue.keys.map((key) => {
    const meant = issue.path.length > 0 ? undefined : closest(key, parameters(definition).keys());
    const hint = meant === undefined ? '.' : `. Did you mean ${meant}?`;
    return {
      path: path === '' ? key : `${path}.${key}`,
      message: `${definition.name} has no parameter ${quote(key)}${hint}`,
    };
  });
}

/** What is wrong with one value, as the end of a sentence that begins with its name. */
function complaint(definition: CommandDefinition, issue: z.core.$ZodRawIssue): string {
  const unit = unitOf(definition, issue.path ?? []);
  const inUnit = unit === '' ? '' : ` in${unit}`;
  const but = issue.input === undefined ? 'but is missing' : `but was ${quote(issue.input)}`;
  switch (issue.code) {
    case 'too_big':
    case 'too_small': {
      const most = issue.code === 'too_big';
      const bound = String(most ? issue.maximum : issue.minimum);
      const inclusive = issue.inclusive ?? true;
      if (issue.origin === 'array' || issue.origin === 'string') {
        const what = issue.origin === 'array' ? 'values' : 'characters';
        return `must have at ${most ? 'most' : 'least'} ${bound} ${what}`;
      }
      const relation = inclusive ? `at ${most ? 'most' : 'least'}` : most ? 'below' : 'above';
      return `must be ${relation} ${bound}${unit}, ${but}`;
    }
    case 'invalid_value':
      return `must be ${alternatives(issue.values.map((value) => quote(value)))}, ${but}`;
    case 'invalid_type':
      return `must be ${typeName(issue.expected)}${inUnit}, ${but}`;
    case 'invalid_union': {
      const types = issue.errors.flatMap(([first]) =>
        first?.code === 'invalid_type' && first.path.length === 0 ? [typeName(first.expected)] : [],
      );
      return types.length > 0
        ? `must be ${alternatives(types)}${inUnit}, ${but}`
        : `has a value of the wrong kind: ${quote(issue.input)}`;
    }
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}${unit}, ${but}`;
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
    case 'unrecognized_keys':
    case 'custom':
      return `is not valid, ${but}`;
  }
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['int', 'a whole number'],
  ['number', 'a finite number'],
  ['string', 'a text'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['tuple', 'a list'],
  ['object', 'an object'],
]);

function typeName(expected: string): string {
  return TYPE_NAMES.get(expected) ?? expected;
}

function alternatives(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}

function parameters(definition: CommandDefinition): ReadonlyMap<string, z.core.$ZodType> {
  return new Map(definition.params instanceof z.ZodObject ? Object.entries(definition.params.shape) : []);
}

function unitOf(definition: CommandDefinition, path: readonly PropertyKey[]): string {
  let schema = parameters(definition).get(String(path[0]));
  while (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) schema = schema.def.innerType;
  const unit = schema === undefined ? undefined : z.globalRegistry.get(schema)?.['unit'];
  return typeof unit === 'string' && unit !== '1' ? ` ${unit}` : '';
}

/** A client's value for a sentence: texts in quotes, never long, and nothing nested, which may be too deep to print. */
function quote(value: unknown): string {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > QUOTED_LENGTH ? `${text.slice(0, QUOTED_LENGTH)}...` : text;
}
