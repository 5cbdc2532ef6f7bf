/** Writes the Python side of the catalogue; with `--check` only tells whether it is up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { catalogue, describeCatalogue } from '@pyrpl-mux/client';
import { pythonModules } from './python-commands/modules.ts';

for (const [path, text] of pythonModules([...catalogue.values()], describeCatalogue())) {
  const file = new URL(`../${path}`, import.meta.url);
  if (!process.argv.includes('--check')) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(
      `${path} is not what the catalogue says. Run "npm run docs" and commit what it writes.\n`,
    );
    process.exitCode = 1;
  }
}
