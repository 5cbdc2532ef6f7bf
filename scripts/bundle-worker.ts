/*
 * `node --conditions=source scripts/bundle-worker.ts FOLDER`: puts the program `pyrpl-mux` with all that it needs of
 * `node_modules` into an empty folder. It is laid out as the npm package is, with `dist` in a few files.
 */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, type Plugin, rolldown } from 'rolldown';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const worker = join(root, 'packages', 'worker');

const packageDescription = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
});

/** Parts of ssh2 that must be compiled, and that it does without where they are missing. */
const COMPILED = /\.node$/;

/**
 * Modules that look for files beside themselves find them where the npm package has them: each sees the address that
 * it has there. All chunks lie in `dist/cli`.
 */
const addressesOfThePackage: Plugin = {
  name: 'addresses-of-the-package',
  transform: {
    filter: { code: 'import.meta.url' },
    handler: (code, id) => {
      const path = relative(join(worker, 'src'), id).replaceAll(sep, '/');
      if (path.startsWith('..')) return null;
      const own = `new URL('../${path.replace(/\.ts$/, '.js')}', import.meta.url).href`;
      return { code: code.replaceAll('import.meta.url', own), map: null };
    },
  },
};

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('Name the folder for the bundle.');
const build = await rolldown({
  input: { main: join(worker, 'src', 'cli', 'main.ts') },
  platform: 'node',
  external: COMPILED,
  resolve: { conditionNames: ['source', 'node', 'import', 'require', 'default'] },
  transform: { define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' } },
  plugins: [addressesOfThePackage],
});
const { output } = await build.write({
  dir: join(folder, 'dist', 'cli'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  comments: { legal: true, annotation: false, jsdoc: false },
});
await build.close();

const { name, version, license } = await describePackage(worker);
await writeFile(
  join(folder, 'package.json'),
  `${JSON.stringify({ name, version, license, type: 'module', private: true }, null, 2)}\n`,
);
await mkdir(join(folder, 'bin'), { recursive: true });
await cp(join(worker, 'bin', 'pyrpl-mux.js'), join(folder, 'bin', 'pyrpl-mux.js'));
const chunks = output.filter((file) => file.type === 'chunk');
await writeFile(join(folder, 'THIRD-PARTY.txt'), await licencesOf(chunks));

/** Names and licences of all packages of others that have come into these chunks. */
async function licencesOf(files: readonly OutputChunk[]): Promise<string> {
  const packages = new Set(files.flatMap(({ moduleIds }) => moduleIds.flatMap(packageFolder)));
  const parts = await Promise.all(
    [...packages].toSorted().map(async (path) => {
      const { name: whose, version: which, license: kind, licenses } = await describePackage(path);
      return `${whose} ${which} (${kind ?? licenses?.[0]?.type ?? 'licence below'})\n\n${await licenceText(path)}\n`;
    }),
  );
  const head = `The program of this folder holds these packages of others, under the licences that follow.\n`;
  return [head, ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}

/** The folder of the package in `node_modules` that a module belongs to; none for the project's own. */
function packageFolder(id: string): readonly string[] {
  const [, path] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(id) ?? [];
  return path === undefined ? [] : [path];
}

async function licenceText(path: string): Promise<string> {
  const file = (await readdir(path)).find((entry) => /^licen[cs]e(\.(md|txt))?$/i.test(entry));
  if (file === undefined) throw new Error(`${path} has no file with its licence, so it can't be passed on.`);
  return (await readFile(join(path, file), 'utf8')).trim();
}

async function describePackage(path: string): Promise<z.output<typeof packageDescription>> {
  return packageDescription.parse(JSON.parse(await readFile(join(path, 'package.json'), 'utf8')));
}
