import {
  type Assignment,
  type Command,
  type Item,
  type Pipeline,
  type Redirection,
  type Script,
  SyntaxFault,
  type Word,
} from './syntax.ts';
import { WordReader } from './words.ts';

const ASSIGNMENT = /^([A-Za-z_]\w*)=/;
const REDIRECTION = /(\d*|&)(>>|>&|<|>)/y;
/** Commands within commands; deeper ones are refused. */
const DEPTH = 30;

/** Understands a script. @throws SyntaxFault */
export function parseScript(text: string): Script {
  const parser = new Parser(text);
  const script = parser.script(null);
  parser.expectEnd();
  return script;
}

/** The text of a word that is one unquoted piece, such as a reserved word. */
function plain(word: Word | null): string | null {
  const [piece] = word ?? [];
  return word?.length === 1 && piece?.kind === 'text' && !piece.quoted ? piece.text : null;
}

class Parser {
  readonly #reader: WordReader;
  #depth = 0;

  constructor(text: string) {
    this.#reader = new WordReader(text);
  }

  /** Items up to this bracket, which stays. */
  script(end: ')' | '}' | null): Script {
    const items: Item[] = [];
    for (;;) {
      this.#skipLines();
      if (this.#reader.next === '' || this.#ahead(end)) return items;
      items.push(this.#item());
    }
  }

  expectEnd(): void {
    if (this.#reader.next !== '') this.#unexpected();
  }

  #item(): Item {
    const pipelines: Pipeline[] = [];
    let when: Pipeline['when'] = 'always';
    for (;;) {
      pipelines.push(this.#pipeline(when));
      if (this.#reader.take('&&')) when = 'success';
      else if (this.#reader.take('||')) when = 'failure';
      else return { pipelines, background: this.#separator() };
      this.#skipLines();
    }
  }

  /** Takes what ends an item; true if that is `&`. */
  #separator(): boolean {
    const background = this.#reader.take('&');
    if (!background && !this.#reader.take(';')) this.#reader.take('\n');
    return background;
  }

  #pipeline(when: Pipeline['when']): Pipeline {
    const negated = this.#keyword('!');
    const commands = [this.#command()];
    for (;;) {
      this.#reader.skipBlanks();
      if (this.#reader.text.startsWith('||', this.#reader.position)) break;
      if (!this.#reader.take('|')) break;
      this.#skipLines();
      commands.push(this.#command());
    }
    return { when, negated, commands };
  }

  #command(): Command {
    this.#depth += 1;
    if (this.#depth > DEPTH) throw new SyntaxFault('maximum nesting level exceeded');
    const command = this.#compound() ?? this.#simple();
    this.#depth -= 1;
    return command;
  }

  #compound(): Command | null {
    this.#reader.skipBlanks();
    if (this.#reader.take('(')) return this.#group(')');
    return this.#keyword('{') ? this.#group('}') : null;
  }

  #group(end: ')' | '}'): Command {
    const body = this.script(end);
    if (!(end === ')' ? this.#reader.take(end) : this.#keyword(end))) this.#unexpected();
    return { kind: 'group', body, redirections: this.#redirections() };
  }

  #simple(): Command {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirections: Redirection[] = [];
    for (;;) {
      redirections.push(...this.#redirections());
      const word = this.#word();
      if (word === null) break;
      const [first, ...rest] = word;
      const name = first?.kind === 'text' && !first.quoted ? ASSIGNMENT.exec(first.text) : null;
      if (words.length === 0 && first?.kind === 'text' && name?.[1] !== undefined) {
        const value: Word = [{ ...first, text: first.text.slice(name[0].length) }, ...rest];
        assignments.push({ name: name[1], value });
      } else words.push(word);
    }
    if (words.length + assignments.length + redirections.length === 0) this.#unexpected();
    return { kind: 'simple', assignments, words, redirections };
  }

  #redirections(): Redirection[] {
    const found: Redirection[] = [];
    for (;;) {
      this.#reader.skipBlanks();
      REDIRECTION.lastIndex = this.#reader.position;
      const match = REDIRECTION.exec(this.#reader.text);
      const [all = '', descriptor = '', operator] = match ?? [];
      if (match === null) return found;
      this.#reader.position += all.length;
      const target = this.#word() ?? this.#unexpected();
      const both = descriptor === '&';
      const number = descriptor === '' || both ? (operator === '<' ? 0 : 1) : Number(descriptor);
      if (operator === '<' || operator === '>' || operator === '>>' || operator === '>&') {
        found.push({ descriptor: number, operator, target });
      }
      if (both)
        found.push({ descriptor: 2, operator: '>&', target: [{ kind: 'text', text: '1', quoted: false }] });
    }
  }

  #word(): Word | null {
    this.#reader.skipBlanks();
    return this.#reader.word();
  }

  #ahead(end: ')' | '}' | null): boolean {
    if (end !== '}') return this.#reader.next === end;
    const start = this.#reader.position;
    const isThere = this.#keyword(end);
    this.#reader.position = start;
    return isThere;
  }

  /** Takes a reserved word if it comes next. */
  #keyword(keyword: string): boolean {
    this.#reader.skipBlanks();
    const start = this.#reader.position;
    if (this.#reader.text.startsWith(keyword, start) && plain(this.#reader.word()) === keyword) return true;
    this.#reader.position = start;
    return false;
  }

  #skipLines(): void {
    do this.#reader.skipBlanks();
    while (this.#reader.take('\n'));
  }

  #unexpected(): never {
    const { next } = this.#reader;
    const token = next === '' || next === '\n' ? 'newline' : (plain(this.#reader.word()) ?? next);
    throw new SyntaxFault(`syntax error near unexpected token \`${token}'`);
  }
}
