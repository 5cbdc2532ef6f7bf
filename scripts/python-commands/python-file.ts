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

/** `asg_setup` as the name of a class: `AsgSetup`. */
export function pascalCase(name: string): string {
  return name.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** A docstring with its indentation, in lines of at most 110 characters. */
export function docstring(text: string, indentation = '    '): readonly string[] {
  const lines = [`${indentation}"""`];
  for (const word of text.replaceAll('\\', '\\\\').split(' ')) {
    const last = lines.length - 1;
    const line = lines[last] ?? '';
    const joined = line.endsWith('"""') ? line + word : `${line} ${word}`;
    if (joined.length + '"""'.length <= 110) lines[last] = joined;
    else lines.push(indentation + word);
  }
  const last = lines.length - 1;
  return lines.length === 1
    ? [`${lines[0]}"""`]
    : [...lines.slice(0, last), lines[last] ?? '', `${indentation}"""`];
}
