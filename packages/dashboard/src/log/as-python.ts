import { type CodeLanguage, type LiteralStyle, literal, quoted } from './code-language.ts';

/** Words that can't name an argument (Python 3.14, keyword.kwlist). */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

/** Arguments of `Client.command` itself. */
const OPTIONS: ReadonlySet<string> = new Set(['deadline', 'on_progress']);

const STYLE: LiteralStyle = {
  null: 'None',
  true: 'True',
  false: 'False',
  text: quoted,
  record: (entries) => `{${entries.map(([name, value]) => `${quoted(name)}: ${value}`).join(', ')}}`,
};

/** Commands as calls of the Python client. */
export const python: CodeLanguage = {
  name: 'Python',
  extension: 'py',
  comment: '#',
  opening: ['from pyrpl_mux import connect', '', 'with connect() as client:'],
  closing: [],
  nothing: ['pass'],
  indent: '    ',
  command(name, params, mostItems = Number.POSITIVE_INFINITY) {
    const values = [...params].map(([key, value]) => [key, literal(value, STYLE, mostItems)] as const);
    const named = values.filter(([key]) => isArgument(key));
    const others = values.filter(([key]) => !isArgument(key));
    if (others.some(([key]) => OPTIONS.has(key))) {
      const text = `client.send(${quoted(name)}, ${STYLE.record(values)})`;
      return { text, problem: null };
    }
    const args = [
      quoted(name),
      ...named.map(([key, value]) => `${key}=${value}`),
      ...(others.length === 0 ? [] : [`**${STYLE.record(others)}`]),
    ];
    return { text: `client.command(${args.join(', ')})`, problem: null };
  },
};

function isArgument(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name) && !KEYWORDS.has(name) && !OPTIONS.has(name);
}
