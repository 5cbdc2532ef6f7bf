/** A piece of a word; what is quoted is neither split nor matched against file names. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'command'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly text: string; readonly quoted: boolean };

/** A word before expansion. */
export type Word = readonly Piece[];

/** Where a stream of a command goes to or comes from. */
export interface Redirection {
  readonly descriptor: number;
  readonly operator: '<' | '>' | '>>' | '>&';
  readonly target: Word;
}

/** `name=value` before a command. */
export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

/** A program or builtin with its arguments. */
export interface SimpleCommand {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** `{ }` or `( )`. */
export interface GroupCommand {
  readonly kind: 'group';
  readonly body: Script;
  readonly redirections: readonly Redirection[];
}

export type Command = SimpleCommand | GroupCommand;

/** Commands joined by `|`, run when the one before it succeeded, failed, or in any case. */
export interface Pipeline {
  readonly when: 'always' | 'success' | 'failure';
  readonly negated: boolean;
  readonly commands: readonly Command[];
}

/** A list of pipelines joined by `&&` and `||`, in the background if it ends in `&`. */
export interface Item {
  readonly pipelines: readonly Pipeline[];
  readonly background: boolean;
}

export type Script = readonly Item[];

/** What was typed is no command; worded as the shell says it. */
export class SyntaxFault extends Error {
  override readonly name = 'SyntaxFault';
}
