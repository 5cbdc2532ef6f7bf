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

const RAISES = [
  '        Raises:',
  "            CommandError: a class by the error's code; its ``effect`` tells whether anything was done.",
];

/** The common end of the docstrings and bodies. */
function forwarding(
  progress: string,
  result: readonly string[],
  raises: readonly string[],
  call: string,
): readonly string[] {
  return [
    '',
    '        Args:',
    '            name: the command (docs/commands.md).',
    "            deadline: the whole stay in the worker [s], 0 < deadline <= 86400; the command's default if None.",
    `            on_progress: called ${progress}with interim results; asks the worker for them.`,
    "            params: the command's parameters.",
    '',
    ...result,
    ...raises,
    '',
    '        """',
    `        return ${call}(name, params, deadline=deadline, on_progress=on_progress)`,
  ];
}

const ANSWER = [
  '        Returns:',
  "            the answer's data; arrays are views of the received frame that can't be written to.",
  '',
];

const COMMAND: Method = {
  head: 'def command',
  returns: (result) => result,
  body: [
    '        """Send a command and wait for its answer. Ctrl-C asks the worker to cancel it.',
    ...forwarding(
      "in the client's thread ",
      ANSWER,
      [
        ...RAISES,
        "            RuntimeError: called in the client's own thread, or in a fork of the process that has connected.",
      ],
      'self.send',
    ),
  ],
};

const SUBMIT: Method = {
  head: 'def submit',
  returns: (result) => `PendingCommand[${result}]`,
  body: [
    '        """Send a command and do not wait. Never blocks.',
    ...forwarding(
      "in the client's thread ",
      [],
      [
        '        Raises:',
        "            InvalidParams: the deadline is impossible, or the parameters can't travel. Other errors are those",
        '                of the pending command.',
        '            RuntimeError: called in a fork of the process that has connected.',
      ],
      'self.post',
    ),
  ],
};

const ASYNC_COMMAND: Method = {
  head: 'async def command',
  returns: (result) => result,
  body: [
    '        """Send a command and wait for its answer.',
    '',
    '        Cancelling the task that waits asks the worker to cancel the command and ends at once; use',
    '        :meth:`submit` to learn what a cancelled command has done.',
    ...forwarding('', ANSWER, RAISES, 'await self.send'),
  ],
};

const ASYNC_SUBMIT: Method = {
  head: 'def submit',
  returns: (result) => `AsyncPendingCommand[${result}]`,
  body: [
    '        """Send a command now, and wait for its answer later.',
    ...forwarding(
      '',
      [],
      ['        Raises:', '            CommandError: it could not be sent.'],
      'self.post',
    ),
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
    '        params: Mapping[str, object],',
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
    '    from typing import TypeAlias, Unpack',
    '',
    '    from .client.async_client import AsyncPendingCommand',
    '    from .client.pending_command import PendingCommand',
    '    from .commands import (',
    ...names
      .sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1))
      .map((name) => `        ${name},`),
    '    )',
    '',
    '    ProgressListener: TypeAlias = Callable[[Any], None]',
  ];
  const sync = [
    'class CommandMethods(ABC):',
    '    """Commands of a client whose methods block, each typed by its name."""',
    '',
    ...abstractMethod('def send', 'Any', 'Send a command whose name comes from elsewhere.'),
    ...abstractMethod('def post', 'PendingCommand[Any]', 'Submit a command whose name comes from elsewhere.'),
    ...overloads(COMMAND, commands),
    '',
    ...overloads(SUBMIT, commands),
  ];
  const async = [
    'class AsyncCommandMethods(ABC):',
    '    """Commands of a client whose methods are awaited, each typed by its name."""',
    '',
    ...abstractMethod('async def send', 'Any', 'Send a command whose name comes from elsewhere.'),
    ...abstractMethod(
      'def post',
      'AsyncPendingCommand[Any]',
      'Submit a command whose name comes from elsewhere.',
    ),
    ...overloads(ASYNC_COMMAND, commands),
    '',
    ...overloads(ASYNC_SUBMIT, commands),
  ];
  return pythonFile('The commands as methods of a client.', imports, [sync, async]);
}
