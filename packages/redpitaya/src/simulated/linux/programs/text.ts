import { createHash } from 'node:crypto';
import { type Call, linesOf, type Program, splitFlags, textOf } from './program.ts';

/** What is read: the files named, or else the standard input. @throws FileError */
function input(call: Call, operands: readonly string[]): Uint8Array {
  if (operands.length === 0) return call.stdin;
  return Buffer.concat(operands.map((operand) => call.machine.files.read(call.shell.path(operand))));
}

const grep: Program = (call) => {
  const { flags, operands } = splitFlags(call.args);
  const [pattern = '', ...files] = operands;
  let expression: RegExp;
  try {
    const source = flags.has('F')
      ? pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      : pattern.replaceAll('\\|', '|');
    expression = new RegExp(flags.has('w') ? `\\b(?:${source})\\b` : source, flags.has('i') ? 'i' : '');
  } catch {
    // Not a pattern of this language either.
    call.err.write('grep: Invalid regular expression\n');
    return 2;
  }
  const found = linesOf(textOf(input(call, files))).filter(
    (line) => expression.test(line) !== flags.has('v'),
  );
  if (flags.has('c')) call.out.write(`${found.length}\n`);
  else if (!flags.has('q')) for (const line of found) call.out.write(`${line}\n`);
  return found.length > 0 ? 0 : 1;
};

/** `head` and `tail`: `-n 5` and `-5`. */
function part(cut: (lines: readonly string[], count: number) => readonly string[]): Program {
  return (call) => {
    const [first = '', second = '', ...rest] = call.args;
    const isApart = first === '-n';
    const isGiven = first.startsWith('-');
    const count = isGiven ? Number(isApart ? second : first.replace(/^-n?/, '')) : 10;
    const files = isApart ? rest : call.args.slice(isGiven ? 1 : 0);
    const lines = cut(linesOf(textOf(input(call, files))), Number.isFinite(count) ? count : 10);
    for (const line of lines) call.out.write(`${line}\n`);
    return 0;
  };
}

const wc: Program = (call) => {
  const { flags, operands } = splitFlags(call.args);
  const bytes = input(call, operands);
  const text = textOf(bytes);
  const counts = [
    ...(flags.size === 0 || flags.has('l') ? [text.split('\n').length - 1] : []),
    ...(flags.size === 0 || flags.has('w') ? [text.split(/\s+/).filter((word) => word !== '').length] : []),
    ...(flags.size === 0 || flags.has('c') ? [bytes.length] : []),
  ];
  call.out.write(`${[...counts, ...operands].join(' ')}\n`);
  return 0;
};

const md5sum: Program = (call) => {
  for (const operand of call.args) {
    const bytes = call.machine.files.read(call.shell.path(operand));
    call.out.write(`${createHash('md5').update(bytes).digest('hex')}  ${operand}\n`);
  }
  return 0;
};

/** Programs that work on text. */
export const TEXT_PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ['grep', grep],
  ['head', part((lines, count) => lines.slice(0, count))],
  ['tail', part((lines, count) => (count === 0 ? [] : lines.slice(-count)))],
  ['wc', wc],
  ['md5sum', md5sum],
]);
