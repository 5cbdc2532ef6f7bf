import { describe, expect, it } from 'vitest';
import { MAX_TIMEOUT } from '../protocol/messages.ts';
import { describeCatalogue, describeCommand, type JsonSchema } from './describe.ts';
import { catalogue, commands } from './index.ts';
import { DRIVING_MODULES, MODULES } from './modules.ts';

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every schema in a schema, with its path; a list or union passes its unit on to what it is made of. */
function* schemasIn(schema: JsonSchema, path: string): Generator<[path: string, schema: JsonSchema]> {
  yield [path, schema];
  const inherited = 'unit' in schema ? { unit: schema['unit'] } : {};
  const { properties, items, additionalProperties } = schema;
  if (isSchema(properties))
    for (const [name, member] of Object.entries(properties))
      if (isSchema(member)) yield* schemasIn(member, `${path}.${name}`);
  for (const member of [items, additionalProperties])
    if (isSchema(member)) yield* schemasIn({ ...inherited, ...member }, `${path}[]`);
  for (const key of ['anyOf', 'oneOf', 'allOf', 'prefixItems']) {
    const members: unknown = schema[key];
    if (Array.isArray(members))
      for (const member of members)
        if (isSchema(member)) yield* schemasIn({ ...inherited, ...member }, `${path}|`);
  }
}

const definitions = [...catalogue.values()];

describe.each(definitions.map((definition) => [definition.name, definition] as const))(
  '%s',
  (name, definition) => {
    it('has an example that is valid', () => {
      const params: unknown = definition.params.parse(definition.example);
      const timeout = definition.timeout(params);
      expect(timeout).toBeGreaterThan(0);
      expect(timeout).toBeLessThanOrEqual(MAX_TIMEOUT);
      for (const module of definition.modules(params)) expect(MODULES).toContain(module);
    });

    it('refuses an unknown parameter, for a typo must not look like success', () => {
      const result = definition.params.safeParse(Object.assign({ frequenzy: 1 }, definition.example));
      expect(result.error?.issues.map((issue) => issue.code)).toEqual(['unrecognized_keys']);
    });

    it('tells the unit of every number that is not a count', () => {
      const { params, result } = describeCommand(definition);
      const bare = [...schemasIn(params, `${name} params`), ...schemasIn(result, `${name} result`)].filter(
        ([, schema]) => schema['type'] === 'number' && !('unit' in schema) && !('const' in schema),
      );
      expect(bare.map(([path]) => path)).toEqual([]);
    });

    it('says what each parameter means', () => {
      const { properties } = describeCommand(definition).params;
      const silent = isSchema(properties)
        ? Object.entries(properties).filter(([, schema]) => !isSchema(schema) || !('description' in schema))
        : [];
      expect(silent.map(([key]) => key)).toEqual([]);
    });

    it('concerns modules if, and only if, it is for the board', () => {
      expect(describeCommand(definition).modules.length > 0).toBe(definition.access !== 'session');
    });
  },
);

describe('the description of the catalogue', () => {
  it('travels as JSON', () => {
    const described = describeCatalogue();
    expect(described.length).toBe(definitions.length);
    expect(JSON.parse(JSON.stringify(described))).toEqual(described);
  });

  it('lists every module that a command can concern', () => {
    expect(describeCommand(commands.asg_setup).modules).toEqual(['asg0', 'asg1']);
    expect(describeCommand(commands.outputs_off).modules).toEqual(DRIVING_MODULES);
    expect(describeCommand(commands.ping).modules).toEqual([]);
  });

  it('tells defaults, units and ranges of parameters', () => {
    const { params, timeout } = describeCommand(commands.scope_acquire);
    expect(params).toMatchObject({
      additionalProperties: false,
      properties: {
        decimation: { default: 64, type: 'integer' },
        threshold: { unit: 'V', minimum: -20, maximum: 20 },
        timeout: { unit: 's', default: 5 },
      },
    });
    expect(params['required']).toBeUndefined();
    expect(timeout).toBeCloseTo(5 + 16_384 * 8e-9 * 64 + 1, 9);
  });

  it('describes an array as a list of numbers with its unit', () => {
    expect(describeCommand(commands.asg_setup).params).toMatchObject({
      properties: { data: { type: 'array', items: { type: 'number' }, unit: '1' } },
    });
  });
});

describe('scope_acquire', () => {
  const { params, timeout } = commands.scope_acquire;

  it('has a default timeout that an envelope may carry, however long it averages', () => {
    const longest = params.parse({ decimation: 65_536, trace_average: 100_000, timeout: MAX_TIMEOUT });
    expect(timeout(longest)).toBe(MAX_TIMEOUT);
  });

  it('refuses two names for one channel', () => {
    expect(params.safeParse({ input1: 'in1', input_channel: 'in2' }).success).toBe(false);
    expect(params.safeParse({ input1: 'in1', input_channel: 'in1' }).success).toBe(true);
  });
});
