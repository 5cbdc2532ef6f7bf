import type { CommandDescription } from '@pyrpl-mux/client';
import { defaultText, exampleCall } from './command-text.ts';
import { type JsonSchema, parseJsonSchema } from './json-schema.ts';
import { describeType } from './schema-text.ts';

/** The page `docs/commands.md`. */
export function formatCatalogueMarkdown(commands: readonly CommandDescription[]): string {
  return [
    '# Commands',
    '',
    'Generated from the catalogue by `npm run docs`; changes belong into `packages/client/src/catalogue/`. How commands',
    'travel, wait and fail is told by [PROTOCOL.md](../PROTOCOL.md). `pyrpl-mux describe <command>` prints the same, and',
    'the command `describe` answers with JSON Schema.',
    '',
    'All quantities are in SI base units; volts are those at the connector.',
    '',
    '| command | modules | what it does |',
    '| --- | --- | --- |',
    ...commands.map(
      ({ name, modules, summary }) =>
        `| [\`${name}\`](#${name}) | ${modules.join(', ') || '-'} | ${cell(summary)} |`,
    ),
    ...commands.flatMap(section),
  ].join('\n');
}

function section(command: CommandDescription): readonly string[] {
  const { name, summary, details, access, modules, timeout } = command;
  const lanes = modules.length > 0 ? `Module: ${modules.join(', ')}. ` : '';
  return [
    '',
    `## ${name}`,
    '',
    details === undefined ? summary : `${summary} ${details}`,
    '',
    `Access: ${access}. ${lanes}Timeout unless told otherwise: ${timeout} s.`,
    ...table('parameter', parseJsonSchema(command.params)),
    ...resultLines(parseJsonSchema(command.result)),
    '',
    '```',
    exampleCall(command),
    '```',
  ];
}

function resultLines(schema: JsonSchema): readonly string[] {
  if (schema.properties !== undefined) return table('result', schema);
  const own = schema.description === undefined ? '' : `: ${schema.description}`;
  return ['', `Result: ${describeType(schema)}${own}.`];
}

function table(heading: string, { properties = {} }: JsonSchema): readonly string[] {
  const rows = Object.entries(properties);
  if (rows.length === 0) return [];
  return [
    '',
    `| ${heading} | values | meaning |`,
    '| --- | --- | --- |',
    ...rows.map(
      ([name, schema]) =>
        `| \`${name}\` | ${cell(describeType(schema) + defaultText(schema))} | ${cell(schema.description ?? '')} |`,
    ),
  ];
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
