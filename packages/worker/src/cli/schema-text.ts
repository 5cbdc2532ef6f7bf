import { alternatives, type JsonSchema } from './json-schema.ts';

/** Limits that mean "any whole number". */
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** A schema in words: "number from 0 to 62500000 Hz", "one of off, out1, out2, both", "list of numbers in V". */
export function describeType(schema: JsonSchema): string {
  const unit = schema.unit;
  return alternatives(schema)
    .map((alternative) => describeOne({ ...alternative, unit: alternative.unit ?? unit }))
    .join(' or ');
}

function describeOne(schema: JsonSchema): string {
  const { type, items, prefixItems } = schema;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return `one of ${schema.enum.map(String).join(', ')}`;
  switch (String(type)) {
    case 'number':
    case 'integer':
      return [type === 'integer' ? 'whole number' : 'number', ...describeRange(schema)].join(' ');
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    case 'null':
      return 'null';
    case 'array':
      if (prefixItems !== undefined) {
        const parts = prefixItems.map((item) => describeType({ ...item, unit: item.unit ?? schema.unit }));
        return `[${parts.join(', ')}]`;
      }
      return typeof items === 'object'
        ? `list of: ${describeType({ ...items, unit: items.unit ?? schema.unit })}`
        : 'list';
    case 'object':
      return 'object';
    default:
      return 'any value';
  }
}

/** Range and unit of a number, as far as it has them: "from 0 to 62500000", "Hz". */
export function describeRange({
  minimum = -UNLIMITED,
  maximum = UNLIMITED,
  unit = '1',
}: JsonSchema): readonly string[] {
  const from = minimum > -UNLIMITED ? [`from ${minimum}`] : [];
  const to = maximum < UNLIMITED ? [`${from.length > 0 ? 'to' : 'up to'} ${maximum}`] : [];
  const on = from.length > 0 && to.length === 0 ? ['on'] : [];
  return [...from, ...to, ...on, ...(unit === '1' ? [] : [unit])];
}
