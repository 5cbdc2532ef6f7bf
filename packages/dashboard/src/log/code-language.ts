import type { SentValue } from './sent-value.ts';

/** A command as code. */
export interface CommandCode {
  readonly text: string;
  /** Why this code can't be run, as a sentence; null if it can. */
  readonly problem: string | null;
}

/** A language that commands can be shown in. */
export interface CodeLanguage {
  /** For people. */
  readonly name: string;
  /** Of a file, without the point. */
  readonly extension: string;
  /** What begins a comment. */
  readonly comment: string;
  /** Lines before the commands. */
  readonly opening: readonly string[];
  /** Lines behind them. */
  readonly closing: readonly string[];
  /** A line that stands between where no command does, if there has to be one. */
  readonly nothing: readonly string[];
  /** What commands are indented by between `opening` and `closing`. */
  readonly indent: string;
  /**
   * One command as code.
   *
   * @param mostItems - most items of a list that are written; a longer list is abridged, and the code only to be looked at
   */
  command(name: string, params: ReadonlyMap<string, SentValue>, mostItems?: number): CommandCode;
}

/** How a language writes values. */
export interface LiteralStyle {
  readonly null: string;
  readonly true: string;
  readonly false: string;
  readonly text: (text: string) => string;
  readonly record: (entries: readonly (readonly [name: string, value: string])[]) => string;
}

/** Items of an abridged list that are shown. */
const SHOWN_ITEMS = 4;

/** A value as a literal. */
export function literal(value: SentValue, style: LiteralStyle, mostItems: number): string {
  if (value === null) return style.null;
  if (typeof value === 'string') return style.text(value);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? style.true : style.false;
  if (value instanceof Map)
    return style.record([...value].map(([name, item]) => [name, literal(item, style, mostItems)]));
  if (!isList(value)) return style.null;
  const items = value.slice(0, value.length > mostItems ? SHOWN_ITEMS : undefined);
  const rest = items.length < value.length ? [`… ${value.length} values`] : [];
  return `[${[...items.map((item) => literal(item, style, mostItems)), ...rest].join(', ')}]`;
}

function isList(value: readonly SentValue[] | ReadonlyMap<string, SentValue>): value is readonly SentValue[] {
  return Array.isArray(value);
}

/** A text as a literal in double quotes, as JSON, Python and TypeScript all read it. */
export function quoted(text: string): string {
  // Line ends that JSON leaves as they are, and lone surrogates, which JSON.stringify escapes itself.
  return JSON.stringify(text).replaceAll(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
