/** `npm run lint:python`: ruff's rules, its format and mypy over every Python project, each run whatever the others say. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from './prepare.js';

/** Folders with a pyproject.toml that configures the tools. */
const PROJECTS = [
  ['python', 'pyrpl_mux'],
  ['python', 'pymodaq_plugins_pyrpl_mux'],
  ['e2e', 'pymodaq'],
  ['bench', 'python'],
];
const CHECKS = [
  ['ruff', 'check', '--no-cache', '.'],
  ['ruff', 'format', '--no-cache', '--check', '.'],
  ['mypy', '--cache-dir', join(root, '.cache', 'mypy')],
];

try {
  const node = prepare();
  const python = ['--conditions=source', join(root, 'scripts', 'run-python.ts'), 'tools', '-m'];
  for (const path of PROJECTS) {
    for (const check of CHECKS) {
      const { status } = spawnSync(node, [...python, ...check], {
        cwd: join(root, ...path),
        stdio: 'inherit',
      });
      if (status === 0) continue;
      process.stderr.write(`${path.join('/')}: ${check.slice(0, 2).join(' ')} found something.\n`);
      process.exitCode = 1;
    }
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
