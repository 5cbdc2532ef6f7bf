import { type CommandDefinition, catalogueFacts } from '@pyrpl-mux/client';
import { pythonFile } from './python-file.ts';

const IMPORTS = [
  'from __future__ import annotations',
  '',
  'from typing import TYPE_CHECKING, Final, NamedTuple',
  '',
  'if TYPE_CHECKING:',
  '    from collections.abc import Mapping',
];

const FACTS = [
  'class CommandFacts(NamedTuple):',
  '    """What a sender must know of a command beyond its name."""',
  '',
  '    access: str',
  '    """``session``, ``read``, ``write`` or ``urgent`` (PROTOCOL.md, section 7)"""',
  '    may_change: bool',
  '    """whether a command that was sent and never answered may have changed anything"""',
  '    deadline: float | None',
  '    """s; default of the envelope\'s timeout; None where it depends on the parameters"""',
];

function factsOf({ name, access, timeout, params, example }: CommandDefinition): string {
  const mayChange = catalogueFacts.mayChange(name) ? 'True' : 'False';
  // A function that takes no parameters can't depend on them.
  const seconds = timeout.length === 0 ? String(timeout(params.parse(example))) : 'None';
  const deadline = /^\d+$/.test(seconds) ? `${seconds}.0` : seconds;
  return `    "${name}": CommandFacts("${access}", ${mayChange}, ${deadline}),`;
}

/** The Python module that holds what a sender must know of each command. */
export function catalogueModule(definitions: readonly CommandDefinition[]): string {
  return pythonFile('Every command of the protocol, and what a sender must know of it.', IMPORTS, [
    FACTS,
    ['#: By name.', 'COMMANDS: Final[Mapping[str, CommandFacts]] = {', ...definitions.map(factsOf), '}'],
  ]);
}
