import { type Piece, SyntaxFault, type Word } from './syntax.ts';

/** Characters that end a word. */
const METACHARACTERS = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);
const NAME = /[A-Za-z_][A-Za-z0-9_]*|[0-9?$!#@*]/y;

/** Reads words from a line, piece by piece. */
export class WordReader {
  readonly text: string;
  /** Index of the next character. */
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character; empty at the end. */
  get next(): string {
    return this.text[this.position] ?? '';
  }

  /** Takes this text if it comes next. */
  take(text: string): boolean {
    if (!this.text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** Skips blanks and comments, not ends of lines. */
  skipBlanks(): void {
    while (
      this.next === ' ' ||
      this.next === '\t' ||
      (this.next === '\\' && this.text[this.position + 1] === '\n')
    ) {
      this.position += this.next === '\\' ? 2 : 1;
    }
    if (this.next !== '#') return;
    const end = this.text.indexOf('\n', this.position);
    this.position = end < 0 ? this.text.length : end;
  }

  /** The word that begins here; null if none does. @throws SyntaxFault */
  word(): Word | null {
    const pieces: Piece[] = [];
    while (this.next !== '' && !METACHARACTERS.has(this.next)) this.#piece(pieces);
    return pieces.length === 0 ? null : pieces;
  }

  #piece(pieces: Piece[]): void {
    if (this.take("'")) {
      const end = this.#find("'");
      pieces.push({ kind: 'text', text: this.text.slice(this.position, end), quoted: true });
      this.position = end + 1;
    } else if (this.take('"')) {
      pieces.push({ kind: 'text', text: '', quoted: true });
      while (!this.take('"')) this.#quoted(pieces);
    } else if (this.take('\\')) {
      pieces.push({ kind: 'text', text: this.next, quoted: true });
      this.position += 1;
    } else if (this.next === '$' || this.next === '`') {
      pieces.push(this.#expansion(false));
    } else {
      const start = this.position;
      while (this.next !== '' && !METACHARACTERS.has(this.next) && !`'"\\$\``.includes(this.next))
        this.position += 1;
      pieces.push({ kind: 'text', text: this.text.slice(start, this.position), quoted: false });
    }
  }

  #quoted(pieces: Piece[]): void {
    if (this.next === '') throw new SyntaxFault('unexpected EOF while looking for matching `"\'');
    if (this.next === '$' || this.next === '`') {
      pieces.push(this.#expansion(true));
      return;
    }
    if (this.next === '\\' && '$`"\\'.includes(this.text[this.position + 1] ?? ' ')) this.position += 1;
    pieces.push({ kind: 'text', text: this.next, quoted: true });
    this.position += 1;
  }

  #expansion(quoted: boolean): Piece {
    if (this.take('`')) {
      const end = this.#find('`');
      const text = this.text.slice(this.position, end);
      this.position = end + 1;
      return { kind: 'command', text, quoted };
    }
    this.position += 1;
    if (this.take('((')) {
      const text = this.#enclosed();
      if (!this.take(')')) throw new SyntaxFault("syntax error near unexpected token `)'");
      return { kind: 'arithmetic', text, quoted };
    }
    if (this.take('(')) return { kind: 'command', text: this.#enclosed(), quoted };
    if (this.take('{')) {
      const end = this.#find('}');
      const name = this.text.slice(this.position, end);
      this.position = end + 1;
      if (!/^\w+$|^[?$!#@*]$/.test(name)) throw new SyntaxFault(`\${${name}}: bad substitution`);
      return { kind: 'variable', name, quoted };
    }
    NAME.lastIndex = this.position;
    const name = NAME.exec(this.text)?.[0];
    if (name === undefined) return { kind: 'text', text: '$', quoted };
    this.position += name.length;
    return { kind: 'variable', name, quoted };
  }

  /** Text up to the bracket that closes the one just taken. */
  #enclosed(): string {
    const start = this.position;
    for (let depth = 1; ; this.position += 1) {
      if (this.next === '') throw new SyntaxFault("unexpected EOF while looking for matching `)'");
      if (this.next === "'" || this.next === '"') this.position = this.#find(this.next, this.position + 1);
      else if (this.next === '(') depth += 1;
      else if (this.next === ')') depth -= 1;
      if (depth > 0) continue;
      this.position += 1;
      return this.text.slice(start, this.position - 1);
    }
  }

  #find(end: string, from = this.position): number {
    const index = this.text.indexOf(end, from);
    if (index < 0) throw new SyntaxFault(`unexpected EOF while looking for matching \`${end}'`);
    return index;
  }
}
