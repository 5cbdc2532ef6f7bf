import { CliError, CliExit } from './cli-error.ts';
import { alternatives, type JsonSchema } from './json-schema.ts';

/**
 * Reads the `name=value` arguments of a command by the JSON Schema of its params: numbers, booleans and words as they
 * stand, lists as `a,b` or as JSON, anything else as JSON. What fits no schema, or has none, is read as JSON if it is
 * some, else as text: the worker has the last word, and may know parameters that this program does not.
 *
 * @throws CliError `usage` with a sentence for an argument without a name, or a name that comes twice
 */
export function parseParameters(
  args: readonly string[],
  schema: JsonSchema,
): Readonly<Record<string, unknown>> {
  const known = new Map(Object.entries(schema.properties ?? {}));
  const params = new Map<string, unknown>();
  for (const argument of args) {
    const equals = argument.indexOf('=');
    if (equals < 1) throw usage(`"${argument}" is no parameter: parameters are given as name=value.`);
    const name = argument.slice(0, equals);
    if (params.has(name)) throw usage(`${name} is given twice.`);
    const text = argument.slice(equals + 1);
    params.set(name, readValue(text, known.get(name) ?? {}) ?? readJson(text) ?? text);
  }
  return Object.fromEntries(params);
}

/** The first reading of the text that some alternative of the schema allows; undefined if none does. */
function readValue(text: string, schema: JsonSchema): unknown {
  // Any text is a text, so that reading comes last.
  const options = alternatives(schema).toSorted((one, other) => Number(isText(one)) - Number(isText(other)));
  for (const option of options) {
    const value = readAs(text, option);
    if (value !== undefined) return value;
  }
  return undefined;
}

function isText({ type }: JsonSchema): boolean {
  return type === 'string';
}

function readAs(text: string, schema: JsonSchema): unknown {
  switch (String(schema.type)) {
    case 'number':
    case 'integer':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case 'string':
      return text;
    case 'array':
      return text.startsWith('[') ? readJson(text) : readList(text, schema);
    default:
      return readJson(text);
  }
}

function readList(text: string, { items, prefixItems = [] }: JsonSchema): readonly unknown[] {
  const itemSchema = typeof items === 'object' ? items : {};
  return text.split(',').map((part, index) => readValue(part, prefixItems[index] ?? itemSchema) ?? part);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function usage(sentence: string): CliError {
  return new CliError(CliExit.usage, `${sentence} Nothing was sent.`);
}
