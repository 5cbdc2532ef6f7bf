import type { CommandDefinition, CommandDescription } from '@pyrpl-mux/client';
import { catalogueModule } from './catalogue-module.ts';
import { methodsModule } from './methods-module.ts';
import { typesModule } from './types-module.ts';

const FOLDER = 'python/pyrpl_mux/src/pyrpl_mux';

/** The generated Python modules: their texts by path from the repository's root. */
export function pythonModules(
  definitions: readonly CommandDefinition[],
  described: readonly CommandDescription[],
): ReadonlyMap<string, string> {
  const { text, commands } = typesModule(described);
  return new Map([
    [`${FOLDER}/catalogue.py`, catalogueModule(definitions)],
    [`${FOLDER}/commands.py`, text],
    [`${FOLDER}/command_methods.py`, methodsModule(commands)],
  ]);
}
