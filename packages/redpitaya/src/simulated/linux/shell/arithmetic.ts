import { SyntaxFault } from './syntax.ts';

const TOKEN = /\s*(?:(\d+)|([A-Za-z_]\w*)|(\*\*|<=|>=|==|!=|&&|\|\||[-+*/%()<>!]))/y;

/** Binary operators, weakest first; those of one level associate to the left. */
const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/', '%'],
];

/** Operands of one expression; more are refused. */
const OPERANDS = 500;

/** The value of what stands in `$(( ))`, in whole numbers. @throws SyntaxFault */
export function evaluate(expression: string, variable: (name: string) => string): number {
  const tokens = tokenise(expression);
  let position = 0;

  const take = (token: string): boolean => {
    if (tokens[position] !== token) return false;
    position += 1;
    return true;
  };
  let depth = 0;
  const atom = (): number => {
    depth += 1;
    if (depth > OPERANDS) throw new SyntaxFault(`${expression}: expression recursion level exceeded`);
    if (take('-')) return -atom();
    if (take('+')) return atom();
    if (take('!')) return atom() === 0 ? 1 : 0;
    if (take('(')) {
      const value = level(0);
      if (!take(')')) throw new SyntaxFault(`${expression}: missing \`)'`);
      return value;
    }
    const token = tokens[position] ?? '';
    position += 1;
    if (/^\d/.test(token)) return Number(token);
    if (/^\w/.test(token)) return Number(variable(token)) || 0;
    throw new SyntaxFault(`${expression}: syntax error: operand expected`);
  };
  const level = (index: number): number => {
    const operators = LEVELS[index];
    if (operators === undefined) return atom();
    let value = level(index + 1);
    for (;;) {
      const operator = tokens[position];
      if (operator === undefined || !operators.includes(operator)) return value;
      position += 1;
      value = apply(operator, value, level(index + 1), expression);
    }
  };
  const value = tokens.length === 0 ? 0 : level(0);
  if (position < tokens.length) throw new SyntaxFault(`${expression}: syntax error in expression`);
  return value;
}

function tokenise(expression: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const text = expression.trimEnd();
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) throw new SyntaxFault(`${expression}: syntax error: operand expected`);
    tokens.push(match[0].trim());
  }
  return tokens;
}

function apply(operator: string, left: number, right: number, expression: string): number {
  if ((operator === '/' || operator === '%') && right === 0)
    throw new SyntaxFault(`${expression}: division by 0`);
  const results = new Map<string, number | boolean>([
    ['||', left !== 0 || right !== 0],
    ['&&', left !== 0 && right !== 0],
    ['==', left === right],
    ['!=', left !== right],
    ['<', left < right],
    ['>', left > right],
    ['<=', left <= right],
    ['>=', left >= right],
    ['+', left + right],
    ['-', left - right],
    ['*', left * right],
    ['/', Math.trunc(left / right)],
    ['%', left % right],
  ]);
  return Number(results.get(operator) ?? 0);
}
