import { type FileSystem, resolvePath } from '../file-system.ts';
import { evaluate } from './arithmetic.ts';
import type { Word } from './syntax.ts';
import { WordReader } from './words.ts';

/** What expansion needs to know of the shell it happens in. */
export interface ExpansionContext {
  readonly files: FileSystem;
  readonly cwd: string;
  variable(name: string): string;
  /** What a command prints. */
  output(command: string): Promise<string>;
}

/** A character of a word after expansion, and whether it was quoted. */
interface Mark {
  readonly text: string;
  readonly quoted: boolean;
}

/** Expands words: variables, commands, arithmetic, then splitting at blanks, then file names. @throws SyntaxFault */
export async function expandWords(words: readonly Word[], context: ExpansionContext): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    for (const field of split(await substitute(word, context))) fields.push(...matchFiles(field, context));
  }
  return fields;
}

/** Expands a word that stays one, such as a file to write to. @throws SyntaxFault */
export async function expandWord(word: Word, context: ExpansionContext): Promise<string> {
  return (await substitute(word, context)).map(({ text }) => text).join('');
}

async function substitute(
  word: Word,
  context: ExpansionContext,
): Promise<readonly (Mark & { readonly typed: boolean })[]> {
  const marks: (Mark & { typed: boolean })[] = [];
  for (const [index, { quoted, ...piece }] of word.entries()) {
    if (piece.kind === 'text') {
      const isHome = index === 0 && !quoted && /^~(?=\/|$)/.test(piece.text);
      marks.push({
        text: isHome ? piece.text.replace('~', context.variable('HOME')) : piece.text,
        quoted,
        typed: true,
      });
    } else if (piece.kind === 'variable') {
      marks.push({ text: context.variable(piece.name), quoted, typed: false });
    } else if (piece.kind === 'command') {
      marks.push({ text: (await context.output(piece.text)).replace(/\n+$/, ''), quoted, typed: false });
    } else {
      const expression = await arithmeticText(piece.text, context);
      marks.push({
        text: String(evaluate(expression, (name) => context.variable(name))),
        quoted,
        typed: false,
      });
    }
  }
  return marks;
}

/** Commands and variables within `$(( ))` come first. */
async function arithmeticText(text: string, context: ExpansionContext): Promise<string> {
  const pieces: Word[] = [];
  const reader = new WordReader(text);
  while (reader.next !== '') {
    const word = reader.word();
    if (word === null) {
      pieces.push([{ kind: 'text', text: reader.next, quoted: true }]);
      reader.position += 1;
    } else pieces.push(word);
  }
  const words = await Promise.all(pieces.map((word) => expandWord(word, context)));
  return words.join('');
}

/** Splits what expansion brought at its blanks. A quoted piece makes a field even if it is empty. */
function split(marks: readonly (Mark & { readonly typed: boolean })[]): Mark[][] {
  const fields: Mark[][] = [];
  let field: Mark[] | null = null;
  for (const { text, quoted, typed } of marks) {
    const parts = quoted || typed ? [text] : text.split(/[ \t\n]+/);
    for (const [index, part] of parts.entries()) {
      if (index > 0 && field !== null) {
        fields.push(field);
        field = null;
      }
      if (part !== '' || quoted) field = [...(field ?? []), { text: part, quoted }];
    }
  }
  if (field !== null) fields.push(field);
  return fields;
}

/** File names that match a field's unquoted `*`, `?` and `[ ]`; the field itself if none does. */
function matchFiles(field: readonly Mark[], { files, cwd }: ExpansionContext): readonly string[] {
  const plain = field.map(({ text }) => text).join('');
  if (!field.some(({ text, quoted }) => !quoted && /[*?[]/.test(text))) return [plain];
  const pattern = field
    .map(({ text, quoted }) => (quoted ? text.replace(/[*?[\]\\]/g, '\\$&') : text))
    .join('');
  const parts = pattern.split('/');
  let found = [parts[0] === '' ? '/' : ''];
  for (const part of parts.filter((each) => each !== '')) {
    const matches = globExpression(part);
    found = found.flatMap((folder) => entriesOf(files, cwd, folder, matches));
  }
  return found.length > 0 ? found : [plain];
}

function entriesOf(files: FileSystem, cwd: string, folder: string, matches: RegExp): readonly string[] {
  const node = files.find(resolvePath(cwd, folder));
  if (node?.kind !== 'directory') return [];
  const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
  return [...node.names()]
    .filter((name) => matches.test(name) && (!name.startsWith('.') || matches.source.startsWith('^\\.')))
    .sort()
    .map((name) => `${prefix}${name}`);
}

/** A regular expression for a pattern of file names. */
export function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|\[!?[^\]]+\]|[*?]|[.+^${}()|[\]\\]/g, (found, escaped?: string) => {
    if (escaped !== undefined) return escaped.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    if (found === '*') return '.*';
    if (found === '?') return '.';
    if (found.length > 2) return found.replace('[!', '[^');
    return `\\${found}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    // A set such as [z-a], which no name can match.
    return /(?!)/;
  }
}
