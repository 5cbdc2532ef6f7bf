/**
 * `npm run lock:python [-- --upgrade]`: writes `python/locks` anew from what `python/pyrpl_mux/pyproject.toml` asks for, with
 * uv. The locks hold for every system and every Python from 3.11 on, and name no registry. Plain JavaScript for Node >= 20.
 */
import { spawnSync } from 'node:child_process';
import { root } from './prepare.js';

const PROJECT = 'python/pyrpl_mux/pyproject.toml';

/** What each lock holds besides the project's own dependencies. */
const LOCKS = {
  pyrpl: ['--extra', 'pyrpl'],
  'pyrpl-tests': ['--extra', 'pyrpl', '--group', `${PROJECT}:pyrpl-tests`],
  'pymodaq-tests': ['--group', `${PROJECT}:pymodaq-tests`],
  tools: ['--group', `${PROJECT}:tools`],
};

const FORM = [
  '--universal',
  '--python-version=3.11',
  '--generate-hashes',
  '--no-emit-index-url',
  '--no-annotate',
];

for (const [name, wanted] of Object.entries(LOCKS)) {
  const output = [
    '--custom-compile-command',
    'npm run lock:python',
    '--output-file',
    `python/locks/${name}.txt`,
  ];
  const args = [
    'pip',
    'compile',
    '--quiet',
    ...FORM,
    PROJECT,
    ...wanted,
    ...output,
    ...process.argv.slice(2),
  ];
  const { status, error } = spawnSync('uv', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status === 0) continue;
  process.stderr.write(
    `python/locks/${name}.txt could not be written${error ? `: ${error.message}` : ''}.\n`,
  );
  process.exitCode = 1;
}
