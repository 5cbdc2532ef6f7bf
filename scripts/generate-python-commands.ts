/** Writes the Python side of the catalogue; with `--check` only tells whether it is up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { catalogue, describeCatalogue } from '@pyrpl-mux/client';
import { catalogueModule } from './python-commands/catalogue-module.ts';
import { methodsModule } from './python-commands/methods-module.ts';
import { typesModule } from './python-commands/types-module.ts';

const folder = 'python/pyrpl_mux/src/pyrpl_mux';
const types = typesModule(describeCatalogue());
const modules = new Map([
  [`${folder}/catalogue.py`, catalogueModule([...catalogue.values()])],
  [`${folder}/commands.py`, types.text],
  [`${folder}/command_methods.py`, methodsModule(types.commands)],
]);

for (const [path, text] of modules) {
  const file = new URL(`../${path}`, import.meta.url);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(
      `${path} is not what the catalogue says. Run "npm run docs" and commit what it writes.\n`,
    );
    process.exitCode = 1;
  }
}
