import { type CodeLanguage, type LiteralStyle, literal, quoted } from './code-language.ts';

const STYLE: LiteralStyle = {
  null: 'null',
  true: 'true',
  false: 'false',
  text: singleQuoted,
  record: (entries) =>
    entries.length === 0
      ? '{}'
      : `{ ${entries.map(([name, value]) => `${propertyName(name)}: ${value}`).join(', ')} }`,
};

/** Commands as calls of the TypeScript client, for Node. */
export const typescript: CodeLanguage = {
  name: 'TypeScript',
  extension: 'ts',
  comment: '//',
  opening: [
    "import { connect } from '@pyrpl-mux/client';",
    "import { findWorker, NodeWebSocket } from '@pyrpl-mux/client/node';",
    '',
    'const { url, token } = await findWorker();',
    'const client = await connect(url, { token, webSocket: NodeWebSocket });',
    'try {',
  ],
  closing: ['} finally {', '  client.close();', '}'],
  nothing: [],
  indent: '  ',
  command(name, params, mostItems = Number.POSITIVE_INFINITY) {
    const args = [singleQuoted(name), ...(params.size === 0 ? [] : [literal(params, STYLE, mostItems)])];
    return { text: `await client.command(${args.join(', ')});`, problem: null };
  },
};

function singleQuoted(text: string): string {
  return `'${quoted(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function propertyName(name: string): string {
  // As a plain name it would set the object's prototype.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : singleQuoted(name);
}
