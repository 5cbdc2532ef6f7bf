import type { Shell } from './shell.ts';

/** The condition of `[ ]`: files, texts and whole numbers, with `!`. */
export function testCondition(args: readonly string[], shell: Shell): boolean {
  const [first = '', operator, second = ''] = args;
  if (first === '!') return !testCondition(args.slice(1), shell);
  if (args.length === 2) return testOne(first, operator ?? '', shell);
  if (args.length < 3) return first !== '';
  const comparisons = new Map<string, boolean>([
    ['=', first === second],
    ['==', first === second],
    ['!=', first !== second],
    ['-eq', Number(first) === Number(second)],
    ['-ne', Number(first) !== Number(second)],
    ['-lt', Number(first) < Number(second)],
    ['-le', Number(first) <= Number(second)],
    ['-gt', Number(first) > Number(second)],
    ['-ge', Number(first) >= Number(second)],
  ]);
  return comparisons.get(operator ?? '') ?? false;
}

function testOne(operator: string, operand: string, shell: Shell): boolean {
  const node = shell.machine.files.find(shell.path(operand));
  if (operator === '-n') return operand !== '';
  if (operator === '-z') return operand === '';
  if (operator === '-e') return node !== null;
  if (operator === '-d') return node?.kind === 'directory';
  if (operator === '-f') return node?.kind === 'file' || node?.kind === 'program';
  if (operator === '-c') return node?.kind === 'device';
  if (operator === '-s') return node?.kind === 'file' && node.data.length > 0;
  if (operator === '-x')
    return node?.kind === 'program' || (node?.kind === 'file' && (node.mode & 0o111) !== 0);
  return (operator === '-r' || operator === '-w') && node !== null;
}
