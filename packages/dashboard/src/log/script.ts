import type { CodeLanguage } from './code-language.ts';
import type { SentCommand } from './command-log.ts';
import { sentParams } from './sent-value.ts';

/** Lines of code of one command; of one that failed, or that can't be run in this language, as comments that say why. */
export function commandLines(
  language: CodeLanguage,
  { command, params, sentence }: SentCommand,
  mostItems?: number,
): readonly string[] {
  const { text, problem } = language.command(command, sentParams(params), mostItems);
  const why = sentence ?? problem;
  if (why === null) return [text];
  const label = sentence === null ? 'Not run' : 'Failed';
  return [...`${label}: ${why}`.split(LINE_ENDS), ...text.split(LINE_ENDS)].map(
    (line) => `${language.comment} ${line}`,
  );
}

/** What one of the languages takes for the end of a line, and so of a comment. */
const LINE_ENDS = /\r\n|[\n\r\u2028\u2029]/;

/** A program that sends the commands again, in the same order, and ends at the first error. */
export function script(language: CodeLanguage, commands: readonly SentCommand[]): string {
  const lines = commands.flatMap((sent) => commandLines(language, sent));
  const runs = lines.some((line) => !line.startsWith(language.comment));
  const body = [...lines, ...(runs ? [] : language.nothing)].map((line) => language.indent + line);
  return `${[...language.opening, ...body, ...language.closing].join('\n')}\n`;
}
