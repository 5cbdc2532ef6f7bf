import { docstring, pythonFile } from './python-file.ts';
import type { CommandTypes } from './types-module.ts';

/** A method that is overloaded for every command. */
interface Method {
  readonly head: string;
  /** What it returns for a command with this result. */
  readonly returns: (result: string) => string;
  /** The implementation's docstring and body. */
  readonly body: readonly string[];
}

const ARGUMENTS = [
  '        Args:',
  '            name: the command.',
  "            deadline: s; the whole stay in the worker, at most 86400. None: the command's default.",
  '            on_progress: called with each report of progress.',
  "            params: the command's own.",
  '',
];

const RAISES = [
  '        Raises:',
  "            CommandError: a class by the error's code; its ``effect`` tells whether anything was done.",
  '',
];

const FORWARDED = 'name, params, deadline=deadline, on_progress=on_progress';

const COMMAND: Method = {
  head: 'def command',
  returns: (result) => result,
  body: [
    '        """Send a command and wait for its answer.',
    '',
    ...ARGUMENTS,
    ...RAISES,
    '        """',
    `        return self.send(${FORWARDED})`,
  ],
};

const ASYNC_COMMAND: Method = {
  ...COMMAND,
  head: 'async def command',
  body: COMMAND.body.map((line) => line.replace('return self', 'return await self')),
};

const SUBMIT: Method = {
  head: 'def submit',
  returns: (result) => `Future[${result}]`,
  body: [
    '        """Send a command and wait for nothing: the future has its answer, and cancels it.',
    '',
    ...ARGUMENTS,
    '        """',
    `        return self.submit_by_name(${FORWARDED})`,
  ],
};

function definition(
  { head }: Method,
  name: string,
  standard: string,
  params: string | undefined,
  result: string,
): readonly string[] {
  return [
    `    ${head}(`,
    '        self,',
    `        name: ${name},`,
    '        /,',
    '        *,',
    `        deadline: float | None = ${standard},`,
    `        on_progress: ProgressListener | None = ${standard},`,
    ...(params === undefined ? [] : [`        **params: ${params},`]),
    `    ) -> ${result}:`,
  ];
}

function overloads(method: Method, commands: readonly CommandTypes[]): readonly string[] {
  const each = commands.flatMap(({ name, summary, params, result }) => [
    '    @overload',
    ...definition(
      method,
      `Literal["${name}"]`,
      '...',
      params === undefined ? undefined : `Unpack[${params}]`,
      method.returns(result),
    ),
    ...docstring(summary, '        '),
    '',
  ]);
  return [...each, ...definition(method, 'str', 'None', 'Any', method.returns('Any')), ...method.body];
}

function abstractMethod(head: string, result: string, summary: string): readonly string[] {
  return [
    '    @abstractmethod',
    `    ${head}(`,
    '        self,',
    '        name: str,',
    '        params: Mapping[str, Any] = ...,',
    '        /,',
    '        *,',
    '        deadline: float | None = None,',
    '        on_progress: ProgressListener | None = None,',
    '        no_id: bool = False,',
    `    ) -> ${result}:`,
    `        """${summary}"""`,
    '',
  ];
}

/** The Python module with the methods of both clients that are typed by the name of the command. */
export function methodsModule(commands: readonly CommandTypes[]): string {
  const types = commands.flatMap(({ params, result }) => [params ?? '', result]).join(' ');
  // Of a result such as list[X] | Y the names that commands.py defines.
  const names = [...new Set(types.match(/\b[A-Z]\w+/g))].filter(
    (name) => !['Any', 'Literal', 'None'].includes(name),
  );
  const imports = [
    '# The docstrings are summaries of the catalogue, and stand at the overloads, where editors look for them.',
    '# ruff: noqa: ANN401, D205, D401, D418',
    '',
    'from __future__ import annotations',
    '',
    'from abc import ABC, abstractmethod',
    'from typing import TYPE_CHECKING, Any, Literal, overload',
    '',
    'if TYPE_CHECKING:',
    '    from collections.abc import Callable, Mapping',
    '    from concurrent.futures import Future',
    '    from typing import TypeAlias, Unpack',
    '',
    '    from .commands import (',
    ...names
      .sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1))
      .map((name) => `        ${name},`),
    '    )',
    '',
    '    ProgressListener: TypeAlias = Callable[[Any], object]',
  ];
  const sync = [
    'class CommandMethods(ABC):',
    '    """Commands of a client whose methods block, each typed by its name."""',
    '',
    ...abstractMethod(
      'def send',
      'Any',
      'Send a command whose name comes from elsewhere, and wait for its answer.',
    ),
    ...abstractMethod('def submit_by_name', 'Future[Any]', 'Send a command whose name comes from elsewhere.'),
    ...overloads(COMMAND, commands),
    '',
    ...overloads(SUBMIT, commands),
  ];
  const async = [
    'class AsyncCommandMethods(ABC):',
    '    """Commands of a client whose methods are awaited, each typed by its name."""',
    '',
    ...abstractMethod('async def send', 'Any', 'Send a command whose name comes from elsewhere.'),
    ...overloads(ASYNC_COMMAND, commands),
  ];
  return pythonFile('The commands as methods of a client.', imports, [sync, async]);
}
