/** A generated Python file as ruff wants it: its docstring, imports, and blocks two lines apart. */
export function pythonFile(
  summary: string,
  imports: readonly string[],
  blocks: readonly (readonly string[])[],
): string {
  const head = [
    `"""${summary}`,
    '',
    'Generated from the catalogue of packages/client by `npm run docs`; changes belong there.',
    '"""',
    '',
    ...imports,
  ];
  return [head, ...blocks].map((lines) => `${lines.join('\n')}\n`).join('\n\n');
}

/** A string as Python writes it, in the quotes that ruff chooses. */
export function pythonString(text: string): string {
  return text.includes('"') && !text.includes("'") ? `'${text}'` : JSON.stringify(text);
}
