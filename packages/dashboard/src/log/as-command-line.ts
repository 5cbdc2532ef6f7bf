import { type CodeLanguage, type CommandCode, type LiteralStyle, literal } from './code-language.ts';
import type { SentValue } from './sent-value.ts';

const JSON_STYLE: LiteralStyle = {
  null: 'null',
  true: 'true',
  false: 'false',
  text: (text) => JSON.stringify(text),
  record: (entries) => `{${entries.map(([name, value]) => `${JSON.stringify(name)}: ${value}`).join(', ')}}`,
};

/** Most bytes of one argument on Linux (MAX_ARG_STRLEN without the zero at its end). */
const LONGEST_ARGUMENT = 131_071;

/**
 * Commands for the program `pyrpl-mux`: numbers, words and texts as they stand, lists of words as `a,b`, anything else as JSON.
 * Quotes are double ones, which every shell takes, unless the text needs the single ones of a POSIX shell.
 */
export const commandLine: CodeLanguage = {
  name: 'Command line',
  extension: 'sh',
  comment: '#',
  opening: [
    '# For a POSIX shell (Linux, macOS, Git Bash); ends at the first error. In cmd or PowerShell enter the lines one by one:',
    "# they are the same, but for those with single quotes (').",
    '(',
    'set -e',
  ],
  closing: [')'],
  nothing: [],
  indent: '',
  command(name, params, mostItems = Number.POSITIVE_INFINITY) {
    const args = [...params].map(([key, value]) => `${key}=${argumentText(value, mostItems)}`);
    const text = ['npx pyrpl-mux call', ...[name, ...args].map(shellWord)].join(' ');
    return { text, problem: problemOf(params, args) };
  },
};

function problemOf(params: ReadonlyMap<string, SentValue>, args: readonly string[]): CommandCode['problem'] {
  const encoder = new TextEncoder();
  for (const [name, value] of params) {
    if (value === null) return `${name} is null, which can't be given on a command line.`;
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
      return `${name} holds a character that can't be given on a command line.`;
  }
  return args.some((argument) => encoder.encode(argument).length > LONGEST_ARGUMENT)
    ? 'This is longer than a command line may be. Use Python or TypeScript.'
    : null;
}

function argumentText(value: SentValue, mostItems: number): string {
  if (typeof value === 'string') return value;
  if (isListOfWords(value)) return value.join(',');
  return literal(value, JSON_STYLE, mostItems);
}

/** Whether these are several words, for a single one may be read as something else than a list. */
function isListOfWords(value: SentValue): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((item) => typeof item === 'string' && /^[A-Za-z_]\w*$/.test(item))
  );
}

function shellWord(text: string): string {
  if (/^[\w.:=/+-]+$/.test(text)) return text;
  // Without what means something between double quotes in sh, cmd or PowerShell.
  if (/^[\w.:=/+\-, ()[\]{}'@#;&|<>*?~^\p{L}\p{N}]*$/u.test(text)) return `"${text}"`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
