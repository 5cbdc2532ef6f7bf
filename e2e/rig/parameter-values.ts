import { type CommandDescription, describeCatalogue } from '@pyrpl-mux/client';

/** Values of one parameter of one command, made from its schema. */
export interface ParameterValues {
  readonly command: string;
  readonly parameter: string;
  /** Minimum, maximum and middle; every option of a list. */
  readonly possible: readonly unknown[];
  /** One step outside of the range, and other types. */
  readonly impossible: readonly unknown[];
}

type Schema = Readonly<Record<string, unknown>>;

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function limit(schema: Schema, key: 'minimum' | 'maximum' | 'exclusiveMinimum'): number | undefined {
  const value = schema[key];
  return typeof value === 'number' ? value : undefined;
}

function ofNumber(schema: Schema): Pick<ParameterValues, 'possible' | 'impossible'> {
  const [minimum, maximum] = [limit(schema, 'minimum'), limit(schema, 'maximum')];
  const impossible: unknown[] = ['1', true, null, []];
  if (minimum === undefined || maximum === undefined)
    return { possible: minimum === undefined ? [1] : [minimum, minimum + 1], impossible };
  const isWhole = schema['type'] === 'integer';
  const middle = (minimum + maximum) / 2;
  const step = isWhole ? 1 : (maximum - minimum) * 1e-6;
  if (isWhole) impossible.push(minimum + 0.5);
  return {
    possible: [minimum, isWhole ? Math.floor(middle) : middle, maximum],
    impossible: [...impossible, minimum - step, maximum + step],
  };
}

function ofSchema(schema: Schema): Pick<ParameterValues, 'possible' | 'impossible'> {
  const { enum: options, type, const: only } = schema;
  if (Array.isArray(options)) return { possible: options, impossible: ['nothing of that name', 0.5, null] };
  if (only !== undefined) return { possible: [only], impossible: [1, 'one', null] };
  switch (type) {
    case 'number':
    case 'integer':
      return ofNumber(schema);
    case 'boolean':
      return { possible: [false, true], impossible: [0, 'true', null] };
    case 'array':
      return { possible: [], impossible: ['text', 7, null] };
    default:
      return { possible: [], impossible: [null] };
  }
}

function ofCommand({ name, params, access }: CommandDescription): readonly ParameterValues[] {
  const { properties } = params;
  if (access === 'session' || !isSchema(properties)) return [];
  return Object.entries(properties).flatMap(([parameter, schema]) =>
    isSchema(schema) ? [{ command: name, parameter, ...ofSchema(schema) }] : [],
  );
}

/** Values for every parameter of every command that has a lane. */
export const PARAMETER_VALUES: readonly ParameterValues[] = describeCatalogue().flatMap(ofCommand);
