import { type CommandDescription, MODULES, OUTPUTS, SIGNALS } from '@pyrpl-mux/client';
import { defaultText } from '../../packages/worker/src/cli/command-text.ts';
import { alternatives, type JsonSchema, parseJsonSchema } from '../../packages/worker/src/cli/json-schema.ts';
import { describeRange } from '../../packages/worker/src/cli/schema-text.ts';
import { docstring, pascalCase, pythonFile, pythonString } from './python-file.ts';

/** Whether a caller gives a value or gets it: what may be any sequence one way is a list the other way. */
type Direction = 'given' | 'answered';

/** Where a type stands, for names of types. */
interface Place {
  readonly command: string;
  readonly direction: Direction;
  readonly path: string;
  /** The object that it is a member of. */
  readonly within?: string;
}

/** Names of members that only a dictionary can have. */
const PYTHON_KEYWORDS: ReadonlySet<string> = new Set([
  'from',
  'in',
  'is',
  'not',
  'with',
  'as',
  'if',
  'else',
  'for',
  'class',
]);

const TYPING = ['Any', 'Literal', 'NotRequired', 'Required', 'TypeAlias', 'TypedDict'];

const ARRAYS = [
  '#: An array of an answer: one trace, or two as rows. A view of the frame that nobody can write to.',
  'Samples: TypeAlias = NDArray[np.floating[Any]]',
  '',
  '#: An array that a command takes along.',
  'SamplesLike: TypeAlias = Sequence[float] | NDArray[np.floating[Any] | np.integer[Any]]',
];

/** Lists of words up to this length stand where they are used; longer ones get a name. */
const SHORT_LIST = 3;

/** Names of the types of a command's parameters and result. */
export interface CommandTypes {
  readonly name: string;
  readonly summary: string;
  /** Undefined for a command without parameters. */
  readonly params: string | undefined;
  readonly result: string;
}

function familyOf(command: string): string {
  return command.split('_', 1)[0] ?? command;
}

function objectKey({ properties, required }: JsonSchema): string {
  return JSON.stringify({ properties, required });
}

function* objectsIn(schema: JsonSchema): Generator<JsonSchema> {
  if (schema.properties !== undefined) yield schema;
  for (const member of [...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? [])])
    yield* objectsIn(member);
}

function isSamples({ format, items }: JsonSchema): boolean {
  return format === 'samples' || (typeof items === 'object' && isSamples(items));
}

/** Values and unit of the first number in a schema. */
function quantity(schema: JsonSchema): string | undefined {
  for (const alternative of alternatives(schema)) {
    const { type, items, unit = schema.unit } = alternative;
    if (type === 'array' && typeof items === 'object')
      return quantity({ ...items, unit: items.unit ?? unit });
    if (type !== 'number' && type !== 'integer') continue;
    if (alternative.enum !== undefined) return `one of ${alternative.enum.join(', ')}`;
    return describeRange({ ...alternative, unit }).join(' ');
  }
  return undefined;
}

/** The meaning of a parameter or of a member of a result, with range and unit. */
function meaning(schema: JsonSchema): readonly string[] {
  const text = [schema.description?.replaceAll(/\bnull\b/g, 'None'), quantity(schema)]
    .filter(Boolean)
    .join('; ');
  return text === '' ? [] : docstring(`${text}${defaultText(schema)}`);
}

/** The Python types of all commands, each named and defined once. */
class PythonTypes {
  readonly commands: readonly CommandTypes[];
  readonly blocks: (readonly string[])[] = [];
  /** Names of what was defined, by what it is. */
  readonly #named = new Map<string, string>();
  readonly #names = new Set<string>();
  /** How often each object is answered. */
  readonly #uses = new Map<string, number>();

  constructor(described: readonly CommandDescription[]) {
    this.#words('Signal', SIGNALS);
    this.#words('Output', OUTPUTS);
    this.#words('Module', MODULES);
    for (const { result } of described)
      for (const object of objectsIn(parseJsonSchema(result))) {
        const key = objectKey(object);
        this.#uses.set(key, (this.#uses.get(key) ?? 0) + 1);
      }
    this.commands = described.map((command) => this.#command(command));
  }

  #command({ name, summary, params, result }: CommandDescription): CommandTypes {
    const given = parseJsonSchema(params);
    return {
      name,
      summary,
      params: Object.keys(given.properties ?? {}).length === 0 ? undefined : this.#params(name, given),
      result: this.#type(parseJsonSchema(result), { command: name, direction: 'answered', path: 'result' }),
    };
  }

  #params(command: string, { properties = {}, required = [] }: JsonSchema): string {
    const fields = Object.entries(properties).flatMap(([path, schema]) => {
      const type = this.#type(schema, { command, direction: 'given', path });
      const optional = schema.default !== undefined || !required.includes(path);
      return [`    ${path}: ${optional ? type : `Required[${type}]`}`, ...meaning(schema)];
    });
    const name = `${pascalCase(command)}Params`;
    this.blocks.push([
      `class ${name}(TypedDict, total=False):`,
      `    """Parameters of \`\`${command}\`\`."""`,
      '',
      ...fields,
    ]);
    return name;
  }

  #type(schema: JsonSchema, place: Place): string {
    const types = alternatives(schema).map((alternative) => this.#single(alternative, place));
    return [...new Set(types)].join(' | ');
  }

  #single(schema: JsonSchema, place: Place): string {
    const { type } = schema;
    if (isSamples(schema)) return place.direction === 'given' ? 'SamplesLike' : 'Samples';
    if (type === 'string') return this.#text(schema, place);
    if (type === 'boolean') return schema.const === true ? 'Literal[True]' : 'bool';
    if (type === 'number') return 'float';
    if (type === 'integer') return 'int';
    if (type === 'null') return 'None';
    if (type === 'array') return this.#list(schema, place);
    if (type === 'object')
      // A TypedDict can't have members beside those that are named.
      return schema.properties === undefined || typeof schema.additionalProperties === 'object'
        ? this.#map(schema, place)
        : this.#object(schema, place);
    return 'Any';
  }

  #text(schema: JsonSchema, place: Place): string {
    const words = schema.const === undefined ? schema.enum : [schema.const];
    if (words === undefined) return 'str';
    const key = JSON.stringify(words);
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    if (words.length <= SHORT_LIST)
      return `Literal[${words.map((word) => pythonString(String(word))).join(', ')}]`;
    const { command, path, direction, within = direction } = place;
    const candidates = [
      `${familyOf(command)}_${path}`,
      `${command}_${path}`,
      `${command}_${within}_${path}`,
      `${command}_${path}_${direction}`,
    ];
    return this.#words(this.#free(candidates), words);
  }

  #words(name: string, words: readonly unknown[]): string {
    this.#define(JSON.stringify(words), name, [
      `${name}: TypeAlias = Literal[`,
      ...words.map((word) => `    ${pythonString(String(word))},`),
      ']',
    ]);
    return name;
  }

  #list({ items, prefixItems }: JsonSchema, place: Place): string {
    const member = prefixItems?.map((item) => this.#type(item, place)) ?? [
      typeof items === 'object' ? this.#type(items, place) : 'Any',
    ];
    return `${place.direction === 'given' ? 'Sequence' : 'list'}[${[...new Set(member)].join(' | ')}]`;
  }

  #map({ propertyNames, additionalProperties }: JsonSchema, place: Place): string {
    const key = propertyNames === undefined ? 'str' : this.#type(propertyNames, { ...place, path: 'module' });
    const value = typeof additionalProperties === 'object' ? this.#type(additionalProperties, place) : 'Any';
    return `dict[${key}, ${value}]`;
  }

  #object(schema: JsonSchema, place: Place): string {
    const key = objectKey(schema);
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    const { command, path, within = path } = place;
    const shared = (this.#uses.get(key) ?? 0) > 1;
    const name = this.#free(
      shared ? [`${familyOf(command)}_settings`] : [`${command}_${path}`, `${command}_${within}_${path}`],
    );
    const { properties = {}, required = [] } = schema;
    const members = Object.entries(properties).map(([member, value]) => {
      const type = this.#type(value, { ...place, path: member, within: path });
      return { member, type: required.includes(member) ? type : `NotRequired[${type}]`, value };
    });
    const of = shared
      ? `Settings that commands of \`\`${familyOf(command)}\`\` answer with.`
      : `What \`\`${command}\`\` answers with.`;
    const title =
      path === 'result' || shared ? of : `\`\`${path}\`\` of what \`\`${command}\`\` answers with.`;
    this.#define(
      key,
      name,
      members.some(({ member }) => PYTHON_KEYWORDS.has(member))
        ? // A class can't have a member of that name.
          [
            `#: ${title}`,
            `${name} = TypedDict(`,
            `    "${name}",`,
            '    {',
            ...members.map(({ member, type }) => `        ${pythonString(member)}: ${type},`),
            '    },',
            ')',
          ]
        : [
            `class ${name}(TypedDict):`,
            `    """${title}"""`,
            '',
            ...members.flatMap(({ member, type, value }) => [`    ${member}: ${type}`, ...meaning(value)]),
          ],
    );
    return name;
  }

  #free(candidates: readonly string[]): string {
    const name = candidates.map(pascalCase).find((candidate) => !this.#names.has(candidate));
    if (name === undefined) throw new Error(`No name is left of ${candidates.join(', ')}`);
    return name;
  }

  #define(key: string, name: string, block: readonly string[]): void {
    this.#named.set(key, name);
    this.#names.add(name);
    this.blocks.push(block);
  }
}

/** The types of a list of commands, and the Python module that defines them. */
export function typesModule(described: readonly CommandDescription[]): {
  readonly text: string;
  readonly commands: readonly CommandTypes[];
} {
  const { blocks, commands } = new PythonTypes(described);
  const body = blocks.flat().join('\n');
  const typing = TYPING.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  const imports = [
    'from collections.abc import Sequence',
    `from typing import ${typing.join(', ')}`,
    '',
    'import numpy as np',
    'from numpy.typing import NDArray',
    '',
    ...ARRAYS,
  ];
  return { text: pythonFile('Parameters and results of every command.', imports, blocks), commands };
}
