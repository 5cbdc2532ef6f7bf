import type { CommandDescription, JsonSchema } from '@pyrpl-mux/client';

/** What the worker tells of one parameter of a command. */
export interface DescribedParameter {
  /** `1` where the parameter has no unit. */
  readonly unit: string;
  /** In the unit; undefined where it is not limited, or the limit depends on something else. */
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** Whether only whole numbers are taken. */
  readonly whole: boolean;
  /** What may be chosen; empty for numbers. */
  readonly options: readonly string[];
  readonly description: string;
}

const UNKNOWN: DescribedParameter = {
  unit: '1',
  minimum: undefined,
  maximum: undefined,
  whole: false,
  options: [],
  description: '',
};

/**
 * Finds unit, range and options of a parameter in the JSON Schema that the worker tells, so that the page repeats none of
 * them.
 *
 * @param command - undefined as long as the worker has not described it: nothing is limited then
 * @param parameter - its name
 */
export function describedParameter(
  command: CommandDescription | undefined,
  parameter: string,
): DescribedParameter {
  const properties = command?.params['properties'];
  const schema = isSchema(properties) ? properties[parameter] : undefined;
  if (!isSchema(schema)) return UNKNOWN;
  const { unit, minimum, maximum, type, enum: options, description } = schema;
  return {
    unit: typeof unit === 'string' ? unit : UNKNOWN.unit,
    minimum: typeof minimum === 'number' ? minimum : undefined,
    maximum: typeof maximum === 'number' ? maximum : undefined,
    whole: type === 'integer',
    options: Array.isArray(options) ? options.filter((option) => typeof option === 'string') : [],
    description: typeof description === 'string' ? description : '',
  };
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}
