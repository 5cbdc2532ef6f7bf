import { styleText } from 'node:util';
import type { CommandDescription } from '@pyrpl-mux/client';
import { type JsonSchema, parseJsonSchema } from './json-schema.ts';
import { describeType } from './schema-text.ts';
import { formatTable } from './table.ts';

/** The list of all commands, a line each. */
export function formatCatalogue(commands: readonly CommandDescription[], width: number): readonly string[] {
  const columns = [{ heading: 'command' }, { heading: 'what it does' }];
  const rows = commands.map(({ name, summary }) => [name, summary]);
  return [...formatTable(columns, rows, width), '', 'More about one: pyrpl-mux describe <command>'];
}

/** All about one command, for a person. */
export function formatCommand(command: CommandDescription): string {
  const { name, summary, details, access, modules, timeout } = command;
  return [
    `${styleText('bold', name)}  ${access}${modules.length > 0 ? `, ${modules.join(' ')}` : ''}`,
    summary,
    ...(details === undefined ? [] : [details]),
    '',
    ...parameterLines(parseJsonSchema(command.params)),
    ...resultLines(parseJsonSchema(command.result)),
    `Timeout unless told otherwise: ${timeout} s`,
    `Example: ${exampleCall(command)}`,
  ].join('\n');
}

/** A command line that runs the example of a command. */
export function exampleCall({ name, example }: CommandDescription): string {
  const params = typeof example === 'object' && example !== null ? Object.entries(example) : [];
  const words = params.map(([key, value]) => {
    const word = `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
    return /^[\w=.,:+-]+$/.test(word) ? word : `"${word}"`;
  });
  return ['pyrpl-mux call', name, ...words].join(' ');
}

function parameterLines({ properties = {}, required = [] }: JsonSchema): readonly string[] {
  const parameters = Object.entries(properties);
  if (parameters.length === 0) return ['No parameters.', ''];
  return [
    styleText('bold', 'Parameters'),
    ...parameters.flatMap(([name, schema]) => [
      `  ${name}${required.includes(name) && schema.default === undefined ? ' (required)' : ''}`,
      `      ${describeType(schema)}${defaultText(schema)}`,
      ...(schema.description === undefined ? [] : [`      ${schema.description}`]),
    ]),
    '',
  ];
}

function resultLines(schema: JsonSchema): readonly string[] {
  const { properties = {} } = schema;
  const own = schema.description === undefined ? '' : `: ${schema.description}`;
  return [
    styleText('bold', 'Result'),
    `  ${describeType(schema)}${own}`,
    ...Object.entries(properties).map(
      ([name, field]) =>
        `  ${name}: ${describeType(field)}${field.description === undefined ? '' : `; ${field.description}`}`,
    ),
    '',
  ];
}

/** " (default: 64)", or nothing. */
export function defaultText({ default: standard }: JsonSchema): string {
  if (standard === undefined) return '';
  return ` (default: ${typeof standard === 'string' ? standard : JSON.stringify(standard)})`;
}
