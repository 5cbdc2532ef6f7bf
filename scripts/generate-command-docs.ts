/** Writes `docs/commands.md` from the catalogue; with `--check` only tells whether it is up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describeCatalogue } from '@pyrpl-mux/client';
import { formatCatalogueMarkdown } from '../packages/worker/src/cli/command-markdown.ts';

const file = new URL('../docs/commands.md', import.meta.url);
const page = `${formatCatalogueMarkdown(describeCatalogue())}\n`;

if (!process.argv.includes('--check')) writeFileSync(file, page);
else if (readFileSync(file, 'utf8') !== page) {
  process.stderr.write(
    'docs/commands.md is not what the catalogue says. Run "npm run docs" and commit the page.\n',
  );
  process.exitCode = 1;
}
